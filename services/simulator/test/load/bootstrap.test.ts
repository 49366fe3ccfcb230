import { seededRandom } from "@gir/sim"
import { expect, it } from "vitest"
import { differenceOf } from "../../src/load/arithmetic/bootstrap.ts"

const WINDOWS = [-2, 0, 3, 4, 5, 7, 8, 11, 15, 20, 24, 31]

it("widens with the number of questions, so that all of them together are right", () => {
  const of = (questions: number) =>
    differenceOf([WINDOWS], { random: seededRandom(1), questions }) ?? expect.unreachable()
  const [one, twelve] = [of(1), of(12)]
  expect(one.difference).toBe(7.5)
  expect(twelve.difference).toBe(7.5)
  expect(twelve.low).toBeLessThan(one.low)
  expect(twelve.high).toBeGreaterThan(one.high)
})

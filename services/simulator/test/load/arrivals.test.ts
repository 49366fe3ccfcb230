import { seededRandom } from "@gir/sim"
import { describe, expect, it } from "vitest"
import { arrivalTimes, type ArrivalStage } from "../../src/load/arithmetic/arrivals.ts"

const constant = (rate: number, durationMs: number): ArrivalStage => ({
  executor: "constant-arrival-rate",
  startRate: rate,
  endRate: rate,
  durationMs,
})
const random = () => seededRandom(1)

describe("arrivalTimes", () => {
  it("spaces a constant rate evenly", () => {
    expect(arrivalTimes([constant(4, 1_000)], "even", random())).toEqual([0, 250, 500, 750])
  })

  it("has as many arrivals in a ramp as the area below it, thinner at its slow end", () => {
    const ramp: ArrivalStage = {
      executor: "ramping-arrival-rate",
      startRate: 0,
      endRate: 20,
      durationMs: 10_000,
    }
    const times = arrivalTimes([ramp], "even", random())
    expect(times).toHaveLength(100)
    // A rate of 2t per second has had t² arrivals after t seconds.
    expect(times[25]).toBeCloseTo(5_000, 6)
  })

  it("carries what is due from one stage into the next", () => {
    const times = arrivalTimes([constant(1.5, 1_000), constant(1.5, 1_000)], "even", random())
    expect(times).toHaveLength(3)
    expect(times[2]).toBeCloseTo(1_333.33, 1)
  })

  it("goes on after a stage without arrivals", () => {
    expect(arrivalTimes([constant(0, 1_000), constant(2, 1_000)], "even", random())).toEqual([
      1_000, 1_500,
    ])
  })

  it("has the rate of a Poisson process on the average, in another order for another seed", () => {
    const times = arrivalTimes([constant(100, 100_000)], "poisson", random())
    expect(Math.abs(times.length - 10_000)).toBeLessThan(400)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(arrivalTimes([constant(100, 100_000)], "poisson", seededRandom(2))).not.toEqual(times)
  })
})

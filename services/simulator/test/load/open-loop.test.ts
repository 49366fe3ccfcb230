import { systemClock } from "@gir/sim"
import { expect, it } from "vitest"
import { runOpenLoop } from "../../src/load/run/open-loop.ts"

const loop = (count: number, begin: () => Promise<void>) => ({
  times: Array.from({ length: count }, () => 0),
  startMs: systemClock.monotonicMs(),
  clock: systemClock,
  signal: new AbortController().signal,
  begin,
})

it("begins all that is due, however late, and never all at once", async () => {
  let [begun, underWay, most] = [0, 0, 0]
  const begin = async (): Promise<void> => {
    begun += 1
    underWay += 1
    most = Math.max(most, underWay)
    await new Promise(setImmediate)
    underWay -= 1
  }
  await runOpenLoop(loop(5_000, begin))
  expect({ begun, underWay }).toEqual({ begun: 5_000, underWay: 0 })
  expect(most).toBeLessThan(1_000)
})

it("stops when it is told to, also while everything is late", async () => {
  const stop = new AbortController()
  const begin = async (): Promise<void> => {
    await new Promise(setImmediate)
    stop.abort(new Error("told to"))
  }
  const running = runOpenLoop({ ...loop(100_000, begin), signal: stop.signal })
  await expect(running).rejects.toThrow("told to")
})

it("fails with what failed first, when all has begun", async () => {
  let begun = 0
  const begin = async (): Promise<void> => {
    begun += 1
    throw new Error(`work ${begun}`)
  }
  await expect(runOpenLoop(loop(3, begin))).rejects.toThrow("work 1")
  expect(begun).toBe(3)
})

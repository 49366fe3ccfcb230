import type { Clock } from "@gir/sim"
import { setTimeout as wait } from "node:timers/promises"
import { laneGate } from "./lane-gate.ts"

interface OpenLoop {
  /** Intended starts, ascending, in milliseconds from `startMs`. */
  readonly times: readonly number[]
  /** When the load began, by the monotonic clock. */
  readonly startMs: number
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Begins one piece of work; the loop does not wait for it. */
  readonly begin: (index: number, intendedMs: number) => Promise<void>
}

/**
 * What is under way at once at most, so that a load which is too much fills no memory. What is due
 * beyond it begins late, and its latencies count from when it was due.
 */
const LANES = 512

/**
 * Begins work when it is due, however much of the earlier work is still under way. What is late
 * begins at once: nothing is left out.
 *
 * @throws what a piece of work throws, when all has begun; the signal's reason.
 */
export async function runOpenLoop(loop: OpenLoop): Promise<void> {
  const { times, startMs, clock, signal } = loop
  const lanes = laneGate(LANES)
  const underWay = new Set<Promise<void>>()
  const failures: unknown[] = []
  for (const [index, intendedMs] of times.entries()) {
    const aheadMs = startMs + intendedMs - clock.monotonicMs()
    if (aheadMs > 1) await wait(aheadMs, undefined, { signal })
    await lanes.enter()
    signal.throwIfAborted()
    const work = loop
      .begin(index, intendedMs)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => {
        underWay.delete(work)
        lanes.leave()
      })
    underWay.add(work)
  }
  await Promise.all(underWay)
  if (failures.length > 0) throw failures[0]
}

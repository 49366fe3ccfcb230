import type { Clock } from "@gir/sim"
import { setTimeout as wait } from "node:timers/promises"

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
 * Begins work when it is due, however much of the earlier work is still under way. What is late
 * begins at once: nothing is left out.
 *
 * @throws what a piece of work throws, when all has begun; the signal's reason.
 */
export async function runOpenLoop(loop: OpenLoop): Promise<void> {
  const { times, startMs, clock, signal } = loop
  const begun: Promise<void>[] = []
  for (const [index, intendedMs] of times.entries()) {
    const aheadMs = startMs + intendedMs - clock.monotonicMs()
    if (aheadMs > 1) await wait(aheadMs, undefined, { signal })
    signal.throwIfAborted()
    const work = loop.begin(index, intendedMs)
    // Whoever awaits them all sees the failure; until then it is not unhandled.
    work.catch(() => undefined)
    begun.push(work)
  }
  await Promise.all(begun)
}

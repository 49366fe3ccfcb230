import { systemClock, type Clock } from "@gir/sim"

const INTERVAL_MS = 10_000

/** Keeps a repeated failure from filling the disk with log. */
export interface QuietLog {
  /**
   * Calls `write` unless something was written for the same topic within the interval.
   *
   * @param topic a constant, never a value that grows: each topic is remembered.
   * @param write gets the number of times it was left out since it was last called.
   */
  say(topic: string, write: (leftOut: number) => void): void
}

export interface QuietLogOptions {
  readonly clock?: Clock
  /** Default: 10 seconds. */
  readonly intervalMs?: number
}

/** Makes a log that says each topic once per interval, and not once per loop. */
export function oncePerInterval(options: QuietLogOptions = {}): QuietLog {
  const { clock = systemClock, intervalMs = INTERVAL_MS } = options
  const topics = new Map<string, { saidAtMs: number; leftOut: number }>()
  return {
    say(topic, write) {
      const nowMs = clock.monotonicMs()
      const last = topics.get(topic)
      if (last !== undefined && nowMs - last.saidAtMs < intervalMs) {
        last.leftOut += 1
        return
      }
      topics.set(topic, { saidAtMs: nowMs, leftOut: 0 })
      write(last?.leftOut ?? 0)
    },
  }
}

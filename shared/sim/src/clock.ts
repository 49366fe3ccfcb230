/**
 * Time, as every component sees it. Certificate dates use `now`, time-outs use `monotonicMs`, and
 * time-outs that several processes or a restart must agree on use `machineMs`.
 */
export interface Clock {
  /** The component's idea of the current date. */
  now(): Date
  /** Milliseconds that only ever grow; no relation to the date. */
  monotonicMs(): number
  /** Milliseconds since 1970 by the machine, whatever date `now` is made to show. */
  machineMs(): number
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  machineMs: () => new Date().getTime(),
}

export interface ManualClock extends Clock {
  /** Moves the date to `date`; time-outs of neither kind are affected. */
  set(date: Date): void
  /** Moves date and monotonic time forward together, by `ms` milliseconds. */
  advance(ms: number): void
}

/** A clock that stands still until it is told otherwise. */
export function manualClock(start: Date): ManualClock {
  let nowMs = start.getTime()
  let machineMs = nowMs
  let monotonicMs = 0
  return {
    now: () => new Date(nowMs),
    monotonicMs: () => monotonicMs,
    machineMs: () => machineMs,
    set: (date) => {
      nowMs = date.getTime()
    },
    advance: (ms) => {
      nowMs += ms
      monotonicMs += ms
      machineMs += ms
    },
  }
}

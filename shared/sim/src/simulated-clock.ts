import { GirError } from "@gir/errors"
import type { Clock } from "./clock.ts"

/** What a clock remembers when its machine is restarted. */
export type ClockState =
  | { readonly mode: "system" }
  /** Runs, but shows another time than the machine's. */
  | { readonly mode: "running"; readonly skewMs: number }
  /** Stands still at this moment: milliseconds since 1970. */
  | { readonly mode: "frozen"; readonly atMs: number }

/**
 * A component's own clock, as wrong as a rehearsal wants it. Only the date is simulated: time-outs
 * go by the machine's monotonic time, so that ten years pass without one of them running out.
 */
export interface SimulatedClock extends Clock {
  /** Shows `date`, and goes on running from there. @throws ERR_SIM_CLOCK */
  set(date: Date): void
  /** Moves the date by `ms`, which may be negative; a frozen clock stays frozen. @throws ERR_SIM_CLOCK */
  advance(ms: number): void
  /** Runs `ms` ahead of the machine's clock, or behind it when negative. @throws ERR_SIM_CLOCK */
  skew(ms: number): void
  /** Stands still at `date`, by default at the one that it shows. @throws ERR_SIM_CLOCK */
  freeze(date?: Date): void
  /** Shows the machine's time again. */
  reset(): void
  /** How far it is ahead of the machine's clock now. */
  skewMs(): number
  state(): ClockState
}

/** Certificates name dates up to here (RFC 5280 §4.1.2.5); before 1970 nothing was recorded. */
const FIRST_MS = 0
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59)

/**
 * @param machine what it is simulated on.
 * @param remembered the state of the clock before its restart.
 * @throws ERR_SIM_CLOCK when that state is outside the years that a certificate can name.
 */
export function simulatedClock(
  machine: Clock,
  remembered: ClockState = { mode: "system" },
): SimulatedClock {
  let state: ClockState = { mode: "system" }
  const machineMs = (): number => machine.now().getTime()
  const shownMs = (of: ClockState): number => {
    if (of.mode === "frozen") return of.atMs
    return machineMs() + (of.mode === "running" ? of.skewMs : 0)
  }
  const enter = (next: ClockState): void => {
    assertShowable(shownMs(next))
    state = next
  }
  const run = (skewMs: number): void => enter({ mode: "running", skewMs })
  enter(remembered)
  return {
    now: () => new Date(shownMs(state)),
    monotonicMs: () => machine.monotonicMs(),
    machineMs: () => machine.machineMs(),
    set: (date) => run(date.getTime() - machineMs()),
    advance: (ms) => {
      if (state.mode === "frozen") enter({ mode: "frozen", atMs: state.atMs + ms })
      else run((state.mode === "running" ? state.skewMs : 0) + ms)
    },
    skew: run,
    freeze: (date) => enter({ mode: "frozen", atMs: date?.getTime() ?? shownMs(state) }),
    reset: () => enter({ mode: "system" }),
    skewMs: () => shownMs(state) - machineMs(),
    state: () => state,
  }
}

function assertShowable(ms: number): void {
  if (ms >= FIRST_MS && ms <= LAST_MS) return
  throw new GirError("ERR_SIM_CLOCK", "the clock would leave the years 1970 to 9999")
}

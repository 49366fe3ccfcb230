import type { Random } from "@gir/sim"

/** Some time at a rate, or from one rate to another. */
export interface ArrivalStage {
  readonly executor: "constant-arrival-rate" | "ramping-arrival-rate" | "spike"
  /** Arrivals per second at the beginning, and at the end. */
  readonly startRate: number
  readonly endRate: number
  readonly durationMs: number
}

export type Spacing = "even" | "poisson"

/**
 * When each call is meant to begin, in milliseconds from the start of the load. An open loop: the
 * schedule is made before the first call and does not wait for anything.
 *
 * @param random of `poisson` spacing; `even` does not ask it.
 */
export function arrivalTimes(
  stages: readonly ArrivalStage[],
  spacing: Spacing,
  random: Random,
): number[] {
  const gap = spacing === "even" ? () => 1 : () => -Math.log(1 - random.next())
  const times: number[] = []
  let startMs = 0
  // How many arrivals are due by now: the integral of the rate. Each whole one is a call.
  let due = spacing === "even" ? 0 : gap()
  for (const stage of stages) {
    const total = arrivalsOf(stage)
    for (; due < total; due += gap()) times.push(startMs + timeOf(stage, due))
    due -= total
    startMs += stage.durationMs
  }
  return times
}

/** @returns how many arrivals a stage has: the area below its rate. */
export function arrivalsOf({ startRate, endRate, durationMs }: ArrivalStage): number {
  return ((startRate + endRate) / 2) * (durationMs / 1_000)
}

/** @returns when `due` arrivals have come, in milliseconds from the start of the stage. */
function timeOf({ startRate, endRate, durationMs }: ArrivalStage, due: number): number {
  const seconds = durationMs / 1_000
  const slope = (endRate - startRate) / seconds
  // The rate grows along a line, so that the arrivals are s·t + slope·t²/2; solved for t.
  const root = Math.sqrt(Math.max(0, startRate ** 2 + 2 * slope * due))
  const time = slope === 0 ? due / startRate : (root - startRate) / slope
  return Math.min(time, seconds) * 1_000
}

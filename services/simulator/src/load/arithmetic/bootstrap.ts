import type { Random } from "@gir/sim"

/** Latencies of one stretch of time: milliseconds, and how often they came. */
export type Values = readonly (readonly [number, number])[]

export interface Interval {
  /** B minus A, in milliseconds. */
  readonly difference: number
  readonly low: number
  readonly high: number
}

/** Enough for the tails of one question among two dozen. */
const RESAMPLES = 10_000
const TAIL = 0.025

/** What is drawn, and how many questions are asked of the same runs. */
export interface Drawing {
  readonly random: Random
  /** Their intervals hold all together in 95 % of cases, each one in more (Bonferroni). */
  readonly questions: number
}

/**
 * How much the second of two runs differs, with a 95 % interval for all questions together. Single calls of one run are alike,
 * because they share its queues; whole windows of time are drawn anew with replacement instead, and
 * before them the pairs of runs that they belong to.
 *
 * @param pairs for each pair of runs the differences of its windows, in milliseconds.
 * @returns null when there is no window at all.
 */
export function differenceOf(
  pairs: readonly (readonly number[])[],
  { random, questions }: Drawing,
): Interval | null {
  const full = pairs.filter(({ length }) => length > 0)
  if (full.length === 0) return null
  const drawn = Array.from({ length: RESAMPLES }, () => {
    const chosen = drawAgain(full, random)
    return medianOf(chosen.flatMap((windows) => drawAgain(windows, random)))
  }).toSorted((x, y) => x - y)
  const difference = medianOf(full.flat())
  const tail = TAIL / questions
  const low = drawn[Math.floor(tail * RESAMPLES)] ?? difference
  const high = drawn[Math.ceil((1 - tail) * RESAMPLES) - 1] ?? difference
  return { difference, low, high }
}

function drawAgain<T>(all: readonly T[], random: Random): readonly T[] {
  return all.map(() => all[random.integer(0, all.length - 1)] as T)
}

/** @returns the middle one, or the mean of both that are; 0 when there are none. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((x, y) => x - y)
  const middle = sorted.length / 2
  const [upper = 0, lower = upper] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle) - 1]]
  return (upper + lower) / 2
}

/** @returns the nearest-rank percentile of all the values; 0 when there are none. */
export function percentileOf(all: readonly Values[], percentile: number): number {
  const sorted = all.flat().toSorted(([x], [y]) => x - y)
  const total = sorted.reduce((sum, [, count]) => sum + count, 0)
  const rank = Math.max(1, Math.ceil((percentile / 100) * total))
  let seen = 0
  return sorted.find(([, count]) => (seen += count) >= rank)?.[0] ?? 0
}

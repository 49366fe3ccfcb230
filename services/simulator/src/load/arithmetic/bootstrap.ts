import type { Random } from "@gir/sim"

/** Latencies of one second: milliseconds, and how often they came. */
export type SecondValues = readonly (readonly [number, number])[]

export interface Interval {
  /** B minus A, in milliseconds. */
  readonly difference: number
  readonly low: number
  readonly high: number
}

interface PairedRuns {
  /** Second by second; both runs have the same schedule, so that seconds are pairs. */
  readonly a: readonly SecondValues[]
  readonly b: readonly SecondValues[]
}

const RESAMPLES = 1_000
const TAIL = 0.025
/** Neighbouring seconds are alike, so that whole blocks of them are drawn. */
const BLOCK = 5

/**
 * How much slower run B is than run A at a percentile, with a 95 % interval: seconds are drawn anew
 * with replacement, the same ones of both runs.
 *
 * @returns null when the runs have no second in common.
 */
export function pairedInterval(
  runs: PairedRuns,
  percentile: number,
  random: Random,
): Interval | null {
  const count = Math.min(runs.a.length, runs.b.length)
  if (count === 0) return null
  const all = Array.from({ length: count }, (_, index) => index)
  const [before, after] = [
    percentileFinder(runs.a, percentile),
    percentileFinder(runs.b, percentile),
  ]
  const differenceOf = (seconds: readonly number[]): number => after(seconds) - before(seconds)
  const difference = differenceOf(all)
  const drawn = Array.from({ length: RESAMPLES }, () =>
    differenceOf(drawBlocks(count, random)),
  ).toSorted((x, y) => x - y)
  const low = drawn[Math.floor(TAIL * RESAMPLES)] ?? difference
  const high = drawn[Math.ceil((1 - TAIL) * RESAMPLES) - 1] ?? difference
  return { difference, low, high }
}

/** Blocks that may begin anywhere and go on at the beginning after the end. */
function drawBlocks(count: number, random: Random): number[] {
  const block = Math.min(BLOCK, Math.max(1, Math.floor(count / BLOCK)))
  const drawn: number[] = []
  while (drawn.length < count) {
    const start = random.integer(0, count - 1)
    for (let step = 0; step < block && drawn.length < count; step += 1) {
      drawn.push((start + step) % count)
    }
  }
  return drawn
}

/** @returns the value at a percentile of the chosen seconds together; 0 when they are empty. */
export function percentileOf(
  all: readonly SecondValues[],
  seconds: readonly number[],
  percentile: number,
): number {
  return percentileFinder(all, percentile)(seconds)
}

/** Values are sorted once: a resample only counts how often each of them comes. */
function percentileFinder(
  all: readonly SecondValues[],
  percentile: number,
): (seconds: readonly number[]) => number {
  const values = [...new Set(all.flatMap((second) => second.map(([value]) => value)))]
  values.sort((x, y) => x - y)
  const places = new Map(values.map((value, place) => [value, place]))
  const placed = all.map((second) =>
    second.map(([value, count]) => [places.get(value) ?? 0, count] as const),
  )
  const counts = new Float64Array(values.length)
  return (seconds) => {
    counts.fill(0)
    let total = 0
    for (const second of seconds) {
      for (const [place, count] of placed[second] ?? []) {
        counts[place] = (counts[place] ?? 0) + count
        total += count
      }
    }
    const rank = Math.max(1, Math.ceil((percentile / 100) * total))
    let seen = 0
    const found = counts.findIndex((count) => (seen += count) >= rank)
    return values[found] ?? 0
  }
}

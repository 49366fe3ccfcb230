import { seededRandom } from "@gir/sim"
import {
  differenceOf,
  medianOf,
  percentileOf,
  type Interval,
  type Values,
} from "../arithmetic/bootstrap.ts"
import { TRENDS, type TrendName } from "../arithmetic/threshold.ts"
import { likenessWarnings } from "./likeness.ts"
import type { LoadPair, LoadRun } from "./load-run.ts"

/**
 * How one latency of the runs B differs from the runs A. The difference is the median of what the
 * pairs of windows differ by, which need not be `after` - `before`.
 */
export interface Change extends Interval {
  readonly metric: string
  readonly percentile: number
  /** How many windows of each side, which are pairs, all of this is about. */
  readonly windows: number
  /** The median of the windows of A. */
  readonly before: number
  /** The median of the windows of B. */
  readonly after: number
  /** Less than this is no change, in milliseconds. */
  readonly least: number
  readonly verdict: "no change" | "slower" | "faster" | "too few to tell"
}

export interface Comparison {
  readonly schema: "gir.load-comparison/1"
  readonly changes: readonly Change[]
  /** What was measured, but in no window often enough in both runs. */
  readonly notCompared: readonly string[]
  /** How it was judged. */
  readonly method: {
    readonly windowSeconds: number
    readonly windows: number
    readonly pairs: number
    /** Fewer calls are no window, and fewer windows tell nothing. */
    readonly leastCalls: number
    readonly leastWindows: number
    /** The larger one of both counts. */
    readonly minimumEffect: { readonly share: number; readonly ms: number }
  }
  /** What makes the runs unlike each other, beside the build, or the answer weak. */
  readonly warnings: readonly string[]
}

/** The tenth is what other work on the machine disturbs least: a delay of every call shows in it first. */
const PERCENTILES = [10, 50, 95] as const
const WINDOW_S = 5
/** A window with fewer has no percentile to speak of. */
const LEAST_CALLS = 10
/** With fewer, one disturbed stretch decides. */
const LEAST_WINDOWS = 6
const SHARE = 0.05
const MS = 5
const SEED = 20_260_101

/** @returns what changed from the first runs to the second ones beyond noise, by latency and percentile. */
export function compareLoads(pairs: readonly LoadPair[]): Comparison {
  const metrics = TRENDS.filter((metric) => metric !== "offer_lateness")
  const windowed = metrics.map((metric) => {
    const ofPairs = pairs.map((pair) => windowsOf(pair, metric))
    return { metric, ofPairs, windows: ofPairs.flat().length }
  })
  const questions = windowed.filter(({ windows }) => windows > 0).length * PERCENTILES.length
  const changes = windowed.flatMap(({ metric, ofPairs }) =>
    PERCENTILES.flatMap((percentile) => changeOf({ metric, percentile, ofPairs, questions })),
  )
  const isMeasured = (metric: TrendName): boolean =>
    pairs.some(({ a, b }) => [a, b].some(({ latencies }) => latencies[metric] !== undefined))
  return {
    schema: "gir.load-comparison/1",
    changes,
    notCompared: windowed
      .filter(({ metric, windows }) => windows === 0 && isMeasured(metric))
      .map(({ metric }) => metric),
    method: {
      windowSeconds: WINDOW_S,
      windows: Math.max(0, ...windowed.map(({ windows }) => windows)),
      pairs: pairs.length,
      leastCalls: LEAST_CALLS,
      leastWindows: LEAST_WINDOWS,
      minimumEffect: { share: SHARE, ms: MS },
    },
    warnings: [...new Set(pairs.flatMap(likenessWarnings))],
  }
}

interface Question {
  readonly metric: TrendName
  readonly percentile: number
  readonly ofPairs: readonly (readonly Window[])[]
  /** How many there are. */
  readonly questions: number
}

function changeOf({ metric, percentile, ofPairs, questions }: Question): readonly Change[] {
  const found = ofPairs.map((windows) =>
    windows.map(({ a, b }) => ({
      a: percentileOf([a], percentile),
      b: percentileOf([b], percentile),
    })),
  )
  const differences = found.map((windows) => windows.map(({ a, b }) => b - a))
  const interval = differenceOf(differences, { random: seededRandom(SEED), questions })
  if (interval === null) return []
  const all = found.flat()
  const before = medianOf(all.map(({ a }) => a))
  const after = medianOf(all.map(({ b }) => b))
  const least = Math.max(MS, before * SHARE)
  const verdict = all.length < LEAST_WINDOWS ? "too few to tell" : verdictOf(interval, least)
  return [{ metric, percentile, windows: all.length, before, after, least, ...interval, verdict }]
}

/** The whole interval has to lie beyond what is too little to matter. */
function verdictOf({ low, high }: Interval, least: number): Change["verdict"] {
  if (low > least) return "slower"
  return high < -least ? "faster" : "no change"
}

interface Window {
  readonly a: Values
  readonly b: Values
}

/** The same stretches of both runs: they have the same schedule, so that windows are pairs. */
function windowsOf({ a, b }: LoadPair, metric: TrendName): readonly Window[] {
  const [before, after] = [gather(a, metric), gather(b, metric)]
  return [...before].flatMap(([window, values]) => {
    const other = after.get(window)
    const isFull =
      count(values) >= LEAST_CALLS && other !== undefined && count(other) >= LEAST_CALLS
    return isFull ? [{ a: values, b: other }] : []
  })
}

function gather({ latencies }: LoadRun, metric: TrendName): ReadonlyMap<number, Values> {
  const windows = new Map<number, Values>()
  for (const { second, values } of latencies[metric]?.seconds ?? []) {
    const window = Math.floor(second / WINDOW_S)
    windows.set(window, [...(windows.get(window) ?? []), ...values])
  }
  return windows
}

function count(values: Values): number {
  return values.reduce((sum, [, often]) => sum + often, 0)
}

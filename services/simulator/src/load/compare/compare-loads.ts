import { seededRandom } from "@gir/sim"
import { differenceOf, percentileOf, type Interval, type Values } from "../arithmetic/bootstrap.ts"
import { TRENDS, type TrendName } from "../arithmetic/threshold.ts"
import type { LoadDocument } from "../report/load-document.ts"

/** A run before and a run after. */
export interface LoadPair {
  readonly a: LoadDocument
  readonly b: LoadDocument
}

/** How one latency of the runs B differs from the runs A. */
export interface Change extends Interval {
  readonly metric: string
  readonly percentile: number
  readonly before: number
  readonly after: number
  /** Less than this is no change, in milliseconds. */
  readonly least: number
  readonly verdict: "no change" | "slower" | "faster"
}

export interface Comparison {
  readonly schema: "gir.load-comparison/1"
  readonly changes: readonly Change[]
  /** How it was judged. */
  readonly method: {
    readonly windowSeconds: number
    readonly windows: number
    readonly pairs: number
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
const FEW_WINDOWS = 8
const SHARE = 0.05
const MS = 5
const SEED = 20_260_101

/** @returns what changed from the first runs to the second ones beyond noise, by latency and percentile. */
export function compareLoads(pairs: readonly LoadPair[]): Comparison {
  const metrics = TRENDS.filter((metric) => metric !== "offer_lateness")
  const windowed = metrics.map((metric) => {
    const ofPairs = pairs.map((pair) => windowsOf(pair, metric))
    return { metric, ofPairs }
  })
  const changes = windowed.flatMap(({ metric, ofPairs }) =>
    PERCENTILES.flatMap((percentile) => changeOf(metric, percentile, ofPairs)),
  )
  const windows = Math.max(0, ...windowed.map(({ ofPairs }) => ofPairs.flat().length))
  return {
    schema: "gir.load-comparison/1",
    changes,
    method: {
      windowSeconds: WINDOW_S,
      windows,
      pairs: pairs.length,
      minimumEffect: { share: SHARE, ms: MS },
    },
    warnings: [...new Set([...pairs.flatMap(warningsOf), ...fewWindows(windows)])],
  }
}

function changeOf(
  metric: TrendName,
  percentile: number,
  ofPairs: readonly (readonly Window[])[],
): readonly Change[] {
  const differences = ofPairs.map((windows) =>
    windows.map(({ a, b }) => percentileOf([b], percentile) - percentileOf([a], percentile)),
  )
  const interval = differenceOf(differences, seededRandom(SEED))
  if (interval === null) return []
  const all = ofPairs.flat()
  const before = percentileOf(
    all.map(({ a }) => a),
    percentile,
  )
  const after = percentileOf(
    all.map(({ b }) => b),
    percentile,
  )
  const least = Math.max(MS, before * SHARE)
  return [
    { metric, percentile, before, after, least, ...interval, verdict: verdictOf(interval, least) },
  ]
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

function gather({ latencies }: LoadDocument, metric: TrendName): ReadonlyMap<number, Values> {
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

function fewWindows(windows: number): readonly string[] {
  if (windows >= FEW_WINDOWS) return []
  return [`only ${windows} windows of ${WINDOW_S} s: too few to find a small change`]
}

function warningsOf({ a, b }: LoadPair): readonly string[] {
  const warnings: string[] = []
  if (a.profile.sha256 !== b.profile.sha256) warnings.push("the runs have different profiles")
  if (a.machine.model !== b.machine.model || a.machine.cores !== b.machine.cores) {
    warnings.push("the runs were made on different machines")
  }
  if (a.machine.queue !== b.machine.queue) warnings.push("the runs have different queues")
  if (a.warmUpMs === 0) warnings.push("the runs have no warm-up: the first calls count as well")
  return warnings
}

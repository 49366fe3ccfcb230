import { GirError } from "@gir/errors"
import { didYouMean } from "../../yaml/did-you-mean.ts"

/** Latencies, in milliseconds from the intended start. */
export const TRENDS = [
  "record_durable",
  "record_known",
  "playback_first_byte",
  "playback_done",
  "mux_done",
  "offer_lateness",
] as const
export type TrendName = (typeof TRENDS)[number]

/** Things that are counted. Their `rate` is a share of what was offered, but that of `stored`. */
export const COUNTERS = ["stored", "refused", "failed", "play_failed", "unplayable"] as const
export type CounterName = (typeof COUNTERS)[number]

type TrendStat =
  | { readonly kind: "percentile"; readonly percentile: number }
  | { readonly kind: "avg" | "min" | "max" }
type Stat = TrendStat | { readonly kind: "count" | "rate" }
type Operator = "<" | "<=" | ">" | ">=" | "==" | "!="

/** What a run is held against, in the words of k6: `p(99)<250`. */
export interface Threshold {
  readonly metric: TrendName | CounterName
  readonly expression: string
  readonly stat: Stat
  readonly operator: Operator
  readonly limit: number
}

const EXPRESSION =
  /^(?:p\((\d{1,2}(?:\.\d{1,4})?|100)\)|(avg|min|med|max|count|rate))\s*(<=|>=|==|!=|<|>)\s*(\d{1,12}(?:\.\d{1,6})?)$/

/** @throws ERR_CLI_USAGE when the metric or the expression is none. */
export function parseThreshold(metric: string, expression: string): Threshold {
  const name = metricOf(metric)
  const [, percentile, word, operator, limit] = EXPRESSION.exec(expression.trim()) ?? []
  if (operator === undefined || limit === undefined) {
    throw refused(`"${expression}" is no threshold`, "write one like p(99)<250 or rate<0.01")
  }
  const stat = statOf(percentile, word)
  const isCounted = stat.kind === "count" || stat.kind === "rate"
  if (isCounted === isTrend(name) && stat.kind !== "count") {
    const words = isTrend(name) ? "p(N), avg, min, med, max, count" : "count, rate"
    throw refused(`${metric} has no such statistic: ${expression}`, `it has ${words}`)
  }
  const limitMs = Number(limit)
  return { metric: name, expression, stat, operator: operator as Operator, limit: limitMs }
}

/** @returns whether `actual` is within the limit. A value that there is not breaks every threshold. */
export function isHeld({ operator, limit }: Threshold, actual: number | null): boolean {
  if (actual === null || Number.isNaN(actual)) return false
  const compare: Record<Operator, boolean> = {
    "<": actual < limit,
    "<=": actual <= limit,
    ">": actual > limit,
    ">=": actual >= limit,
    "==": actual === limit,
    "!=": actual !== limit,
  }
  return compare[operator]
}

export function isTrend(metric: string): metric is TrendName {
  return TRENDS.some((name) => name === metric)
}

function statOf(percentile: string | undefined, word: string | undefined): Stat {
  if (percentile !== undefined) return { kind: "percentile", percentile: Number(percentile) }
  if (word === "med") return { kind: "percentile", percentile: 50 }
  return { kind: word as "avg" | "min" | "max" | "count" | "rate" }
}

function metricOf(metric: string): TrendName | CounterName {
  const known = [...TRENDS, ...COUNTERS]
  const found = known.find((name) => name === metric)
  if (found !== undefined) return found
  const message = `there is no metric "${metric}"${didYouMean(metric, known)}`
  throw refused(message, `the metrics are: ${known.join(", ")}`)
}

function refused(message: string, next: string): GirError {
  return new GirError("ERR_CLI_USAGE", message, { next })
}

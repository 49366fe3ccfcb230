import { sumOf, type Totals } from "../arithmetic/call-book.ts"
import type { LatencyFacts, LatencyRecord } from "../arithmetic/latency-record.ts"
import { isHeld, isTrend, type Threshold, type TrendName } from "../arithmetic/threshold.ts"
import type { JudgedThreshold, LoadDocument } from "./load-document.ts"

export interface Measured {
  readonly calls: Totals
  readonly plays: LoadDocument["plays"]
  readonly proof: LoadDocument["proof"]
  /** How long calls were offered. */
  readonly loadMs: number
  readonly records: ReadonlyMap<TrendName, LatencyRecord>
}

/** Holds what was measured against each threshold. */
export function judgeThresholds(
  thresholds: readonly Threshold[],
  measured: Measured,
): readonly JudgedThreshold[] {
  return thresholds.map((threshold) => {
    const { metric, expression, stat } = threshold
    const facts = isTrend(metric) ? measured.records.get(metric)?.facts() : undefined
    const actual = isTrend(metric)
      ? trendValue(measured.records.get(metric), facts, threshold)
      : counterValue(measured, threshold)
    const held = isHeld(threshold, actual)
    const seconds = held ? [] : brokenSeconds(threshold, facts)
    const isTime = isTrend(metric) && stat.kind !== "count"
    return {
      metric,
      expression,
      actual,
      unit: isTime ? "ms" : metric === "stored" && stat.kind === "rate" ? "per second" : "",
      status: held ? "held" : "broken",
      overFromS: seconds[0] ?? null,
      overToS: seconds.at(-1) ?? null,
    }
  })
}

function trendValue(
  record: LatencyRecord | undefined,
  facts: LatencyFacts | undefined,
  { stat }: Threshold,
): number | null {
  if (stat.kind === "count") return facts?.count ?? 0
  if (record === undefined || facts === undefined || facts.count === 0) return null
  if (stat.kind === "percentile") return record.percentile(stat.percentile)
  return stat.kind === "rate" ? null : facts[stat.kind]
}

function counterValue(
  { calls, plays, proof, loadMs }: Measured,
  { metric, stat }: Threshold,
): number {
  const counts: Record<string, readonly [number, number]> = {
    stored: [calls.stored, loadMs / 1_000],
    refused: [sumOf(calls.refused), calls.offered],
    failed: [sumOf(calls.failed), calls.offered],
    play_failed: [sumOf(plays.failed), plays.offered],
    unplayable: [proof.unplayable.length, proof.checked],
  }
  const [count, of] = counts[metric] ?? [0, 0]
  if (stat.kind === "count") return count
  return of === 0 ? 0 : count / of
}

/** Seconds whose own percentile was over the limit; of other statistics nothing can be said. */
function brokenSeconds(threshold: Threshold, facts: LatencyFacts | undefined): readonly number[] {
  const { stat } = threshold
  if (stat.kind !== "percentile" || facts === undefined) return []
  const field = stat.percentile >= 99 ? "p99" : stat.percentile >= 95 ? "p95" : "p50"
  return facts.seconds.filter((one) => !isHeld(threshold, one[field])).map(({ second }) => second)
}

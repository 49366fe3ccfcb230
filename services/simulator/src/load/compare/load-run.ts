import type { SecondTotals } from "../arithmetic/call-book.ts"
import type { SecondLatency } from "../arithmetic/latency-record.ts"
import type { TrendName } from "../arithmetic/threshold.ts"
import type { LoadDocument } from "../report/load-document.ts"

/** What is read of a load report to compare it with another one. */
export interface LoadRun {
  readonly profile: Pick<LoadDocument["profile"], "name" | "sha256" | "seed" | "description">
  readonly machine: Pick<LoadDocument["machine"], "model" | "cores" | "queue">
  /** Reports of before there was a warm-up have none. */
  readonly warmUpMs?: number
  readonly calls: Pick<LoadDocument["calls"], "offered">
  /** The schedule, as it was carried out. */
  readonly seconds: readonly Pick<SecondTotals, "second" | "offered">[]
  readonly latencies: Readonly<Partial<Record<TrendName, Latency>>>
}

interface Latency {
  readonly seconds: readonly Pick<SecondLatency, "second" | "values">[]
}

/** A run before and a run after. */
export interface LoadPair {
  readonly a: LoadRun
  readonly b: LoadRun
}

import type { SecondTotals, Totals } from "../arithmetic/call-book.ts"
import type { LatencyFacts } from "../arithmetic/latency-record.ts"
import type { TrendName } from "../arithmetic/threshold.ts"
import type { Sample } from "../run/service-samples.ts"
import type { Mark } from "../run/stage-actions.ts"

/** A threshold, and what was found. */
export interface JudgedThreshold {
  readonly metric: string
  readonly expression: string
  readonly actual: number | null
  /** `ms`, `per second`, or nothing for a count or a share. */
  readonly unit: string
  readonly status: "held" | "broken"
  /** When single seconds were over the limit: the first one, and the last. */
  readonly overFromS: number | null
  readonly overToS: number | null
}

/** How many recordings of one second were encrypted to which certificates. */
export interface ShareSecond {
  readonly second: number
  readonly a: number
  readonly ab: number
  readonly b: number
  readonly clear: number
}

/** What came of playing stored recordings at the end, each compared with its original. */
export interface Proof {
  readonly checked: number
  readonly plays: number
  readonly unplayable: readonly { readonly recordingId: string; readonly code: string }[]
}

/** All that a load found out: the source of every report. Fields are only added. */
export interface LoadDocument {
  readonly schema: "gir.load/1"
  readonly verdict: "held" | "broken"
  readonly exitCode: 0 | 1
  readonly profile: {
    readonly name: string
    readonly title: string
    readonly file: string
    readonly sha256: string
    readonly seed: number
    readonly description: string
  }
  readonly command: string
  readonly machine: {
    readonly cores: number
    readonly model: string
    readonly memoryMiB: number
    readonly node: string
    readonly queue: string
  }
  readonly startedAt: string
  readonly durationMs: number
  readonly calls: Totals
  readonly plays: {
    readonly offered: number
    readonly played: number
    readonly failed: Readonly<Record<string, number>>
  }
  readonly muxes: {
    readonly offered: number
    readonly done: number
    readonly refused: Readonly<Record<string, number>>
  }
  readonly conservation: {
    readonly holds: boolean
    readonly sentence: string
    readonly problems: readonly string[]
  }
  readonly thresholds: readonly JudgedThreshold[]
  readonly bottleneck: string
  readonly proof: Proof
  readonly seconds: readonly SecondTotals[]
  readonly latencies: Readonly<Partial<Record<TrendName, LatencyFacts>>>
  readonly samples: readonly Sample[]
  readonly shares: readonly ShareSecond[]
  readonly marks: readonly Mark[]
  readonly errors: readonly unknown[]
}

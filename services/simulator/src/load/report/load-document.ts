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

/** What is done to a call between its source and its place of storage. */
export type CostStep = "RSA" | "AES" | "ASN.1" | "digests" | "audio encoding" | "storage"

/** What one recording of a part of the mix costs, in milliseconds of processor time. */
export interface PartCost {
  readonly bytes: number
  readonly stepsMs: Readonly<Partial<Record<CostStep, number>>>
}

/** Where the processor time of one recording goes, dearest first. */
export interface CostBreakdown {
  readonly totalMs: number
  /** RSA, AES and ASN.1: what a clear call does without. */
  readonly encryptionMs: number
  readonly rows: readonly { readonly name: string; readonly ms: number }[]
}

/** Whether the clear sound of encrypted calls stayed where it may be. */
export interface Custody {
  /** Media files of encrypted calls that no certificate can open. */
  readonly withoutRecipient: readonly string[]
  /** Every file of the installation, its database and its logs among them. */
  readonly filesSearched: number
  /** Those with the canary in them. */
  readonly plaintextIn: readonly string[]
}

/** Whether a rotation showed anything. */
export interface RotationFacts {
  readonly isShown: boolean
  readonly sentence: string
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
  /** Latencies of what began earlier are in no statistic. */
  readonly warmUpMs: number
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
  /** Null when nothing was stored. */
  readonly costs: CostBreakdown | null
  readonly proof: Proof
  readonly custody: Custody
  /** Null when the profile rotates nothing. */
  readonly rotation: RotationFacts | null
  readonly seconds: readonly SecondTotals[]
  readonly latencies: Readonly<Partial<Record<TrendName, LatencyFacts>>>
  readonly samples: readonly Sample[]
  readonly shares: readonly ShareSecond[]
  readonly marks: readonly Mark[]
  /** How often each service was killed with signal 9. */
  readonly kills: Readonly<Record<string, number>>
  readonly errors: readonly unknown[]
}

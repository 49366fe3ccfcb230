import type { EnvelopeProfile } from "@gir/contracts"
import type { ArrivalStage } from "../arithmetic/arrivals.ts"
import type { Threshold } from "../arithmetic/threshold.ts"

/** What is done at the beginning of a stage. */
export type StageAction =
  | { readonly kind: "rotate"; readonly overlapMs: number }
  | {
      readonly kind: "fault"
      readonly name: string
      readonly node: string
      readonly forMs: number
      readonly probability: number
      readonly attributes: Readonly<Record<string, number>>
    }
  | { readonly kind: "kill"; readonly everyMs: number }
  | { readonly kind: "wipe-redis"; readonly everyMs: number }

export interface LoadStage extends ArrivalStage {
  readonly actions: readonly StageAction[]
}

/** Calls of one kind; each kind has an IVR Profile of its own. */
export interface MixPart {
  readonly weight: number
  readonly audio: "wav" | "mp3"
  readonly isEncrypted: boolean
  readonly recipients: number
  readonly keyBits: number
  readonly envelope: EnvelopeProfile
  readonly screens: number
}

export type CallLength =
  | { readonly distribution: "constant"; readonly meanMs: number }
  | { readonly distribution: "uniform"; readonly minMs: number; readonly maxMs: number }
  | { readonly distribution: "exponential"; readonly meanMs: number; readonly maxMs: number }

/** A load profile that has been checked, with every default filled in and times in milliseconds. */
export interface LoadProfile {
  readonly name: string
  readonly title: string
  readonly file: string
  readonly sha256: string
  readonly seed: number
  readonly processes: {
    readonly mcp: number
    readonly rcs: number
    readonly muxer: number
    readonly callsPerMcp: number
  }
  /** True when the load's queue is a Redis of its own. */
  readonly hasOwnRedis: boolean
  /** Latencies of what begins earlier are left out of all statistics. */
  readonly warmUpMs: number
  readonly arrivals: "even" | "poisson"
  readonly stages: readonly LoadStage[]
  readonly calls: {
    readonly pace: "fast" | "real-time"
    readonly length: CallLength
    readonly mix: readonly MixPart[]
  }
  /** Null when nothing is played during the load. */
  readonly playback: { readonly rate: number; readonly players: number } | null
  readonly drainMs: number
  readonly prove: "all" | number
  readonly thresholds: readonly Threshold[]
}

/** @returns how long calls are offered. */
export function loadDurationMs({ stages }: Pick<LoadProfile, "stages">): number {
  return stages.reduce((sum, { durationMs }) => sum + durationMs, 0)
}

/** @returns true when a stage of the profile does such a thing. */
export function does({ stages }: Pick<LoadProfile, "stages">, what: StageAction["kind"]): boolean {
  return stages.some(({ actions }) => actions.some(({ kind }) => kind === what))
}

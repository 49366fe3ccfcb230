import type { Fingerprint, MediaKind, MediaReceipt } from "@gir/contracts"
import type { ErrorCode } from "@gir/errors"
import type { EvidenceCertificate, EvidenceFault } from "../evidence/evidence.ts"
import type { Playback } from "../playback/oracle.ts"

/** All that a run found out, without a judgement: what judges it may be changed and asked again. */
export interface RunFacts {
  readonly steps: StepFacts[]
  /** In the order in which they were recorded. */
  readonly media: MediaFact[]
  readonly certificates: readonly EvidenceCertificate[]
  readonly faults: readonly EvidenceFault[]
  /** Certificates that were given without a key. */
  readonly withoutKey: readonly string[]
}

export interface MediaFact {
  readonly mediaId: string
  readonly recordingId: string
  readonly kind: MediaKind
  readonly group: string
  /** From 1. */
  readonly step: number
  readonly node: string | null
  readonly receipt: MediaReceipt
  /** Names of the certificates that it was encrypted to. */
  readonly recipients: readonly string[]
  /** What was recorded, as the caller had it. */
  readonly original: Fingerprint
}

export interface StepFacts {
  readonly name: string
  /** The simulated date when the step ended. */
  readonly at: string
  readonly actions: readonly { readonly verb: string; readonly sentence: string }[]
  readonly refusals: readonly RefusalFact[]
  readonly calls: readonly CallFact[]
  readonly muxes: readonly MuxFact[]
  /** One per media file that was there when the step ended. */
  readonly plays: ReadonlyMap<string, Playback>
  readonly installation: InstallationFacts
  /** What the nodes wrote that an administrator must know. */
  readonly log: readonly LogFact[]
  /** What an expectation had to ask for, by its place in the step. */
  readonly probes: readonly unknown[]
}

/** The system said no: to an action, a call or a mux. */
export interface RefusalFact {
  readonly verb: string
  readonly subject: string
  readonly code: ErrorCode
  readonly reason: string
  readonly remedy: string
}

export interface CallFact {
  readonly group: string
  readonly recordingId: string
  readonly isStored: boolean
}

export interface MuxFact {
  readonly group: string
  readonly recordingId: string
  readonly isMuxed: boolean
  readonly code: ErrorCode | null
  readonly message: string | null
}

/** How the installation stands when a step has ended. */
export interface InstallationFacts {
  readonly profile: ProfileFact
  /** By RCS node: names of the certificates whose keys it holds. */
  readonly keystores: Readonly<Record<string, readonly string[]>>
  readonly screenCertificates: readonly string[]
  readonly nodes: readonly NodeFact[]
}

export interface ProfileFact {
  readonly version: number
  /** `certificates-1` → name of the certificate, or `corrupted`. */
  readonly certificates: Readonly<Record<string, string>>
  /** All options, to tell whether anything differs. */
  readonly optionsJson: string
}

export interface NodeFact {
  readonly name: string
  /** Version of the scenario's IVR Profile that it works with; null for what is no MCP. */
  readonly profileVersion: number | null
  readonly options: readonly {
    readonly option: string
    readonly configured: string | null
    readonly effective: string | null
    readonly isRestartPending: boolean
  }[]
}

export interface LogFact {
  readonly node: string
  readonly level: "warn" | "error"
  readonly isAlarm: boolean
  readonly code: string | null
  readonly message: string
  /** Codes of what it names as reasons. */
  readonly codes: readonly string[]
  /** The line's text fields, as a person would search them. */
  readonly text: string
}

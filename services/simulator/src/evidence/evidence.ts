import type { EnvelopeProfile, Fingerprint, MediaKind } from "@gir/contracts"
import type { ErrorCode } from "@gir/errors"

/** What an expectation rests on: documented, standard, measured, or assumed (then it is a switch). */
export type Basis = "D" | "S" | "M" | "A"

export type Verdict = "held" | "notProved" | "broken"

/**
 * All that a rehearsal found out: the JSON report, and what the HTML and JUnit reports are drawn
 * from. The same seed gives the same document, but for members that end in `Ms`.
 */
export interface Evidence {
  readonly schema: "gir.scenario/1" | "gir.rotation/1"
  readonly verdict: Verdict
  readonly exitCode: number
  /** The verdict as a sentence, for the top of the page. */
  readonly sentence: string
  readonly counts: EvidenceCounts
  /** The command that reproduces it. */
  readonly command: string
  readonly seed: number
  readonly versions: Readonly<Record<string, string>>
  readonly inputs: readonly EvidenceInput[]
  readonly preflight: readonly PreflightFinding[]
  readonly runs: readonly EvidenceRun[]
  /** How long recordings are kept; absent when nobody said. */
  readonly retentionYears?: number
  /** What was planted to see whether the oracle finds it. */
  readonly oracleTests?: readonly OracleTest[]
  /** Stored recordings whose headers were read; absent when no folder was named. */
  readonly census?: EvidenceCensus
  /** What was left out, sentence by sentence, beyond what the cells say. */
  readonly leftOut?: readonly string[]
}

/** Which keys the recordings of a folder need, from their headers alone. */
export interface EvidenceCensus {
  readonly folder: string
  readonly files: number
  readonly encrypted: number
  readonly needs: readonly {
    /** Name in the plan; null for a certificate that the plan does not know. */
    readonly certificate: string | null
    readonly issuer: string | null
    readonly serialNumber: string | null
    readonly files: number
    readonly onlyThis: number
  }[]
  /** Recordings that no private key at hand opens: all are counted, the first 1,000 are named. */
  readonly cannotBeOpened: { readonly count: number; readonly paths: readonly string[] }
}

/** A fault that was planted on purpose: the oracle is worth what it catches. */
export interface OracleTest {
  /** "another key's plaintext is answered as if all were well" */
  readonly planted: string
  readonly isCaught: boolean
  readonly mediaId: string
  readonly expected: string
  /** Code and words with which the playback failed; "plays" when it was not caught. */
  readonly found: string
}

export interface EvidenceCounts {
  readonly expectations: number
  readonly held: number
  readonly broken: number
  readonly notProved: number
  readonly plays: number
  readonly fails: number
  readonly refused: number
}

export interface EvidenceInput {
  readonly file: string
  readonly sha256: string
  readonly bytes: number
}

/** What the linter said of a file before anything was rehearsed, OpenSSL's verdict beside ours. */
export interface PreflightFinding {
  readonly file: string
  readonly status: "held" | "warning" | "broken" | "notProved"
  readonly code: ErrorCode | null
  readonly message: string
  readonly openssl: string | null
  readonly mend: string | null
}

/** One scenario under one envelope profile and one value of each policy switch. */
export interface EvidenceRun {
  readonly name: string
  readonly title: string
  readonly proves: string
  readonly envelopeProfile: EnvelopeProfile
  readonly policy: Readonly<Record<string, string>>
  readonly seed: number
  readonly verdict: Verdict
  readonly durationMs: number
  readonly certificates: readonly EvidenceCertificate[]
  readonly media: readonly EvidenceMedia[]
  readonly steps: readonly EvidenceStep[]
  /** Row by row as `media`, column by column as `steps`. */
  readonly cells: readonly EvidenceCell[]
  readonly refusals: readonly EvidenceRefusal[]
  readonly faults: readonly EvidenceFault[]
}

export interface EvidenceCertificate {
  /** Its name in the scenario or plan: `A`. */
  readonly name: string
  readonly subject: string
  readonly issuer: string
  readonly serialNumber: string
  /** `null` for one that was issued for the run: its key is another one at each. */
  readonly sha256: string | null
  /** Equal for certificates on one key. */
  readonly publicKeySha256?: string
  /** ISO 8601, UTC. */
  readonly notBefore: string
  readonly notAfter: string
  /** Steps (from 1) after which RCS held its private key. */
  readonly keyHeldAfter: readonly number[]
  /** Steps (from 1) after which the IVR Profile held it. */
  readonly onProfileAfter: readonly number[]
}

export interface EvidenceMedia {
  readonly mediaId: string
  readonly recordingId: string
  readonly kind: MediaKind
  /** The name under which the scenario recorded it: `before`. */
  readonly group: string
  /** Step (from 1) in which it was recorded, and the recorder's clock then. */
  readonly step: number
  readonly recordedAt: string
  readonly node: string | null
  readonly recipients: readonly EvidenceRecipient[]
  readonly original: Fingerprint
}

export interface EvidenceRecipient {
  readonly issuer: string
  readonly serialNumber: string
  /** SHA-256 of the certificate: tells two of the same issuer and serial apart. */
  readonly sha256?: string | null
}

export interface EvidenceStep {
  readonly name: string
  readonly explain: string
  /** What an administrator does, in the guide's menu paths; null when there is nothing to click. */
  readonly guide: string | null
  /** The simulated date when the step ended. */
  readonly at: string
  readonly actions: readonly { readonly verb: string; readonly sentence: string }[]
  /** What differs from before: "certificates-2 added", "profile version 4 → 5". */
  readonly changes: readonly string[]
  readonly expectations: readonly EvidenceExpectation[]
}

export interface EvidenceExpectation {
  /** `plays`, `recipients`, …: the word of the scenario file. */
  readonly kind: string
  readonly basis: readonly Basis[]
  /** `services/simulator/scenarios/planned-rotation.yaml:31`, where it stands. */
  readonly where: string
  readonly status: "held" | "broken" | "notProved"
  readonly expected: string
  readonly found: string
  /** What to look at when it broke; null otherwise. */
  readonly hint: string | null
}

export interface EvidenceCell {
  readonly mediaId: string
  /** From 1. */
  readonly step: number
  readonly status: "plays" | "fails" | "notProved"
  readonly expected: "plays" | "fails" | "notProved"
  readonly isHeld: boolean
  readonly code: ErrorCode | null
  readonly reason: string | null
  /** Name of the certificate whose key opened it. */
  readonly openedBy: string | null
  readonly fingerprint: Fingerprint | null
}

/** The system said no on purpose: to an action, a call or a mux. */
export interface EvidenceRefusal {
  readonly step: number
  readonly what: string
  readonly code: ErrorCode
  readonly reason: string
  readonly remedy: string
}

export interface EvidenceFault {
  readonly node: string
  readonly fault: string
  readonly subject: string
}

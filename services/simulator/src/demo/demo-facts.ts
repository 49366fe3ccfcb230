import type { EnvelopeProfile, Fingerprint, MediaKind, MediaReceipt } from "@gir/contracts"
import type { Playback } from "../playback/oracle.ts"

/** The four moments at which everything recorded so far is played. */
export type Moment = "before" | "rotated" | "deleted" | "restored"

export const MOMENTS: readonly Moment[] = ["before", "rotated", "deleted", "restored"]

/** One media file that the demo recorded, with what it has to sound and look like. */
export interface DemoMedia {
  readonly recordingId: string
  readonly kind: MediaKind
  readonly receipt: MediaReceipt
  readonly original: Fingerprint
}

/** One expectation: this media file, at this moment, plays or fails. */
export interface PlayFact {
  readonly mediaId: string
  readonly moment: Moment
  readonly expected: "plays" | "fails"
  readonly playback: Playback
  readonly isHeld: boolean
}

/** One mux that had to be refused. */
export interface RefusalFact {
  readonly recordingId: string
  readonly code: string | null
  readonly isHeld: boolean
}

export interface StepFact {
  readonly title: string
  readonly sentence: string
  readonly durationMs: number
}

export interface CertificateFact {
  /** The letter that the demo calls it by. */
  readonly letter: string
  readonly subject: string
  readonly issuer: string
  readonly serialNumber: string
  readonly expires: string
}

/** All that a demo found out; terminal, JSON and report are three views of it. */
export interface DemoFacts {
  readonly seed: number
  readonly envelopeProfile: EnvelopeProfile
  readonly steps: StepFact[]
  readonly certificates: CertificateFact[]
  readonly media: DemoMedia[]
  readonly plays: PlayFact[]
  readonly refusals: RefusalFact[]
}

export interface DemoCounts {
  readonly expectations: number
  readonly held: number
  readonly plays: number
  readonly fails: number
  readonly refused: number
}

export function countFacts({ plays, refusals }: DemoFacts): DemoCounts {
  const facts = [...plays, ...refusals]
  return {
    expectations: facts.length,
    held: facts.filter((fact) => fact.isHeld).length,
    plays: plays.filter((fact) => fact.playback.status === "plays").length,
    fails: plays.filter((fact) => fact.playback.status === "fails").length,
    refused: refusals.filter((fact) => fact.code !== null).length,
  }
}

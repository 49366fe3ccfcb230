import type { Certificate } from "@gir/x509"
import type { InputFile } from "../certificate/input-text.ts"
import type { EvidenceInput } from "../evidence/evidence.ts"
import type { YamlFile } from "../yaml/read-yaml.ts"
import type { StepDates } from "./plan-dates.ts"
import type { PlanFile } from "./plan-schema.ts"

/** A rotation to be rehearsed, with everything that its file names read into memory. */
export interface Plan {
  readonly file: YamlFile<PlanFile>
  /** Where the plan lies: its paths are relative to it. */
  readonly folder: string
  readonly bundle: InputFile
  readonly old: PlanCertificate
  readonly next: PlanCertificate
  readonly dates: StepDates
  readonly mcps: readonly PlanMcp[]
  readonly decryptUriPrefix: readonly { readonly location: string; readonly value: string }[]
  readonly policy: PlanPolicy
  readonly envelopeProfile: "classic" | "modern"
  readonly recordings: number
  readonly retentionYears: number | null
  readonly census: string | null
  readonly seed: number
  /** The files with their hashes; never a key or a password. */
  readonly inputs: readonly EvidenceInput[]
}

/** Values of the assumed behaviours [A] that decide how a rotation comes out. */
export type PlanPolicy = Required<NonNullable<PlanFile["policy"]>>

export interface PlanCertificate {
  readonly letter: "A" | "B"
  readonly file: InputFile
  readonly certificate: Certificate
  /** In memory only; `null` when none was given. */
  readonly key: PlanKey | null
}

export interface PlanKey {
  readonly name: string
  readonly pem: string
  readonly password: string | undefined
}

export interface PlanMcp {
  readonly name: string
  readonly skewMs: number
}

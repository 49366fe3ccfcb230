import type { WalkSlide } from "@gir/contracts"
import type { Basis, EvidenceInput } from "../evidence/evidence.ts"

/** A rehearsal: what is done step by step, and what must be true after each. */
export interface Scenario {
  readonly name: string
  /** Its place among the twenty; null for one of the user's own. */
  readonly number: number | null
  readonly title: string
  /** One sentence of the guide, or of a source that is named. */
  readonly proves: string
  readonly source: string
  readonly basis: readonly Basis[]
  readonly seed: number
  /** Every component's clock at the start. */
  readonly clock: Date
  /** Switches that it cites, with the values at which it is run. */
  readonly policy: Readonly<Record<string, readonly string[]>>
  /** Nodes that it needs beside the smallest installation: `mcp-2`, `rcs-2`. */
  readonly nodes: readonly string[]
  readonly certificates: Readonly<Record<string, CertificatePlan>>
  /** A CA file as it lies at the user's; null: the one of the rehearsal's own CA. */
  readonly caBundle: { readonly pem: string } | null
  readonly steps: readonly ScenarioStep[]
  /** The files that it was read from. */
  readonly inputs: readonly EvidenceInput[]
}

export interface ScenarioStep {
  readonly name: string
  readonly explain: string
  /** What an administrator does, in the guide's menu paths; null when there is nothing to click. */
  readonly guide: string | null
  /** The simulated date at which it begins; null: a minute after the one before. */
  readonly at: Date | null
  readonly do: readonly Action[]
  readonly expect: readonly Expectation[]
  /** What a presenter shows of it; absent or empty: the step itself. */
  readonly slides?: readonly Slide[]
}

/** One thing to show, and what there is to say. */
export type Slide = Omit<WalkSlide, "step">

export interface Action {
  /** A word of the verb table. */
  readonly verb: string
  readonly params: unknown
  /** `planned-rotation.yaml:31`, where it stands. */
  readonly where: string
}

export interface Expectation {
  /** A word of the expectation table. */
  readonly kind: string
  readonly params: unknown
  readonly basis: readonly Basis[]
  /** Values of policy switches under which it counts; empty: always. */
  readonly when: Readonly<Record<string, string>>
  readonly where: string
}

/** A certificate that a step issues, or one that is given. */
export type CertificatePlan = IssuedPlan | GivenPlan

export interface IssuedPlan {
  readonly role: "recording" | "ca"
  /** Name of the certificate that signs it; `self` for one that signs itself. */
  readonly issuer: string
  /** Null: from the day before the rehearsal starts, for `days`. */
  readonly valid: { readonly from: Date; readonly to: Date } | null
  /** Days from the moment at which it is issued; null when `valid` counts. */
  readonly days: number | null
  /** Hexadecimal. */
  readonly serial: string
  readonly commonName: string
  /** Name of the certificate whose key it has; null: a key of its own. */
  readonly keyOf: string | null
  readonly key: { readonly bits: number } | { readonly curve: "P-256" }
  readonly hash: "sha1" | "sha256"
  /** `none`: without keyEncipherment. */
  readonly keyUsage: "default" | "digitalSignature"
  /** The CA signs it only when it has been asked to, by a request. */
  readonly isRequested: boolean
}

export interface GivenPlan {
  readonly given: {
    readonly certificatePem: string
    /** Null: what only this certificate opens cannot be proved. */
    readonly privateKey: { readonly pem: string; readonly password: string | undefined } | null
  }
}

export function isGiven(plan: CertificatePlan): plan is GivenPlan {
  return "given" in plan
}

/** Names under which a rehearsal's own CA is known in every scenario. */
export const OWN_ROOT = "root"
export const OWN_INTERMEDIATE = "intermediate"

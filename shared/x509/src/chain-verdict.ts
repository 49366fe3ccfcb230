import type { ErrorCode } from "@gir/errors"
import type { Certificate } from "./certificate.ts"

export interface ValidateChainOptions {
  readonly certificate: Certificate
  /** The CA file. Only a self-signed certificate of it ends a path. */
  readonly caCertificates: readonly Certificate[]
  /** Certificates that may help to build the path and vouch for nothing. */
  readonly intermediates?: readonly Certificate[]
  /** The moment at which every certificate of the path must be valid. */
  readonly at: Date
}

/** Why a path, or the search for one, failed. */
export interface ChainFailure {
  readonly code: ErrorCode
  readonly reason: string
  /** 0 is the certificate itself, 1 its issuer, and so on. */
  readonly depth: number
}

export type ChainVerdict =
  | {
      readonly isTrusted: true
      /** The certificate first, the root last; one element when the CA file holds it itself. */
      readonly path: readonly Certificate[]
    }
  | ({
      readonly isTrusted: false
      /** What else is wrong with the same path, for whoever mends it. */
      readonly more: readonly ChainFailure[]
    } & ChainFailure)

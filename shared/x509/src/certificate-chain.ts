import type { ErrorCode } from "@gir/errors"
import { findPaths, type PathFinder } from "./build-path.ts"
import type { Certificate } from "./certificate.ts"
import { pathFailures } from "./check-path.ts"

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

/**
 * Validates a certificate up to a root of the CA file, as RFC 5280 §6.1 does for no host name and
 * without revocation. Every possible path is tried, so that a renewed or cross-signed intermediate
 * beside a stale one does no harm; the work is bounded whatever the file holds.
 *
 * @returns the first path that holds, or the failures of the most promising path.
 */
export function validateChain(options: ValidateChainOptions): ChainVerdict {
  const finder = findPaths(options)
  let failures: readonly ChainFailure[] = []
  for (const path of finder.paths) {
    const faults = pathFailures(path, options.at)
    if (faults.length === 0) return { isTrusted: true, path }
    if (failures.length === 0) failures = faults
  }
  const [first = searchFailure(finder), ...more] = failures
  return { isTrusted: false, ...first, more }
}

function searchFailure(finder: PathFinder): ChainFailure {
  return (
    finder.failure() ?? {
      code: "ERR_X509_CHAIN_ISSUER_MISSING",
      reason: "no path leads to a root of the CA file",
      depth: 0,
    }
  )
}

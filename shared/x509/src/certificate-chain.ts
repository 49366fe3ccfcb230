import { findPaths, type PathFinder } from "./build-path.ts"
import { pathFailures } from "./check-path.ts"
import type { ValidateChainOptions, ChainFailure, ChainVerdict } from "./chain-verdict.ts"

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

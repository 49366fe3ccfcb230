import { isSelfIssued, type Certificate } from "./certificate.ts"
import type { ChainFailure } from "./chain-verdict.ts"
import { nameConstraintsFailure } from "./check-name-constraints.ts"
import { policyFailure } from "./check-policies.ts"
import { profileFailure } from "./check-profile.ts"

/**
 * Checks a path whose signatures are verified already, by RFC 5280 §6.1. The root is checked like
 * any other certificate, except that its own signature vouches for nothing.
 *
 * @param path the certificate first, the root last.
 * @returns every failure, seen from the certificate; an empty list when the path holds.
 */
export function pathFailures(path: readonly Certificate[], at: Date): readonly ChainFailure[] {
  const ofCertificates = path.flatMap((certificate, depth) => [
    criticalExtensionFailure(certificate, depth),
    depth === 0 ? null : issuerFailure(path, depth),
    profileFailure(path, depth),
    dateFailure(certificate, depth, at),
  ])
  const ofPath = [nameConstraintsFailure(path), policyFailure(path)]
  return [...ofCertificates, ...ofPath].filter((failure) => failure !== null)
}

function criticalExtensionFailure(
  { unknownCriticalExtensions }: Certificate,
  depth: number,
): ChainFailure | null {
  const [oid] = unknownCriticalExtensions
  if (oid === undefined) return null
  const code = depth === 0 ? "ERR_X509_CRITICAL_EXTENSION" : "ERR_X509_CHAIN_CRITICAL_EXTENSION"
  return { code, reason: `unknown critical extension ${oid}`, depth }
}

/** RFC 5280 §6.1.4 (k), (l), (m), (n). */
function issuerFailure(path: readonly Certificate[], depth: number): ChainFailure | null {
  const issuer = path[depth]!
  const name = issuer.subject.rfc4514
  if (!isCaCertificate(issuer, depth === path.length - 1)) {
    return { code: "ERR_X509_CHAIN_NOT_CA", reason: `${name} is no CA certificate`, depth }
  }
  if (issuer.keyUsage !== null && !issuer.keyUsage.has("keyCertSign")) {
    const reason = `keyUsage of ${name} lacks keyCertSign`
    return { code: "ERR_X509_CHAIN_KEY_USAGE", reason, depth }
  }
  // Self-issued certificates, made when a CA changes its key, do not count.
  const below = path.slice(1, depth).filter((certificate) => !isSelfIssued(certificate)).length
  if (issuer.pathLength !== null && below > issuer.pathLength) {
    const reason = `${name} allows ${issuer.pathLength} CA certificates below it, not ${below}`
    return { code: "ERR_X509_CHAIN_PATH_LENGTH", reason, depth }
  }
  return null
}

/** Version 1 knows no basicConstraints: such a root is a CA because the CA file says so. */
function isCaCertificate(issuer: Certificate, isRoot: boolean): boolean {
  return issuer.isCa || (isRoot && issuer.version === 1)
}

function dateFailure(certificate: Certificate, depth: number, at: Date): ChainFailure | null {
  const { notBefore, notAfter, subject } = certificate
  const isLeaf = depth === 0
  if (at > notAfter) {
    return {
      code: isLeaf ? "ERR_X509_CERTIFICATE_EXPIRED" : "ERR_X509_CHAIN_EXPIRED",
      reason: `${subject.rfc4514} expired on ${notAfter.toISOString()}`,
      depth,
    }
  }
  if (at < notBefore) {
    return {
      code: isLeaf ? "ERR_X509_CERTIFICATE_NOT_YET_VALID" : "ERR_X509_CHAIN_NOT_YET_VALID",
      reason: `${subject.rfc4514} is not valid before ${notBefore.toISOString()}`,
      depth,
    }
  }
  return null
}

import type { Certificate } from "./certificate.ts"
import type { ChainFailure } from "./chain-verdict.ts"
import { EXTENSION } from "./extension.ts"
import { serialNumberFault } from "./serial-number.ts"

/**
 * What RFC 5280 §4 demands of every certificate, and the algorithm of its §6.1 takes for granted.
 * Only demands that no working CA fails to meet are judged here; those that many do not meet, and
 * that no validator insists on, are {@link profileNotices}.
 *
 * @param path the certificate first, the root last. The root is a trust anchor: the CA file vouches
 * for it, so that an odd number or an old profile does not disqualify it.
 */
export function profileFailure(path: readonly Certificate[], depth: number): ChainFailure | null {
  const certificate = path[depth]!
  const isAnchor = depth === path.length - 1
  const fault = curveFault(certificate) ?? (isAnchor ? null : issuedFault(certificate, depth > 0))
  if (fault !== null) return { code: "ERR_X509_CHAIN_PROFILE", reason: fault, depth }
  const serialFault = isAnchor ? null : serialNumberFault(certificate.serialNumberOctets)
  if (serialFault === null) return null
  return { code: "ERR_X509_SERIAL_NUMBER_INVALID", reason: serialFault, depth }
}

/**
 * What RFC 5280 §4 demands of conforming CAs and OpenSSL judges under `-x509_strict` only: good
 * advice for whoever issues certificates, and no reason to refuse a recording.
 */
export function profileNotices(path: readonly Certificate[]): readonly string[] {
  return path.flatMap((certificate, depth) => {
    const isAnchor = depth === path.length - 1
    const name = certificate.subject.rfc4514
    return noticesOf(certificate, isAnchor).map((notice) => `${name}: ${notice}`)
  })
}

/** RFC 5480 §2.1.1: "specifiedCurve ... MUST NOT be used in PKIX". See CVE-2020-0601. */
function curveFault({ hasOwnCurve }: Certificate): string | null {
  return hasOwnCurve ? "its EC key spells out a curve of its own (RFC 5480 section 2.1.1)" : null
}

function issuedFault(certificate: Certificate, isIssuer: boolean): string | null {
  const { issuer, keyUsage, isCa, pathLength } = certificate
  if (issuer.comparable.length === 0) return "its issuer has no name (section 4.1.2.4)"
  if (lacksSubject(certificate, isIssuer)) return "its subject has no name (section 4.1.2.6)"
  if (keyUsage?.size === 0) return "its keyUsage allows nothing (section 4.2.1.3)"
  if (!isCa && keyUsage?.has("keyCertSign") === true) {
    return "its keyUsage allows keyCertSign, and it is no CA certificate (section 4.2.1.3)"
  }
  if (!isCa && pathLength !== null) {
    return "it has a pathLenConstraint, and is no CA certificate (section 4.2.1.9)"
  }
  return null
}

/** Only an end of the path may do without a subject, and must then have a critical other name. */
function lacksSubject({ subject, isCa, extensions }: Certificate, isIssuer: boolean): boolean {
  if (subject.comparable.length > 0) return false
  const isNamedOtherwise = extensions.get(EXTENSION.subjectAltName)?.isCritical === true
  return isIssuer || isCa || !isNamedOtherwise
}

function noticesOf(certificate: Certificate, isAnchor: boolean): readonly string[] {
  const { extensions, isCa, version, authorityKeyIdentifier } = certificate
  if (version !== 3) return [`version ${version}, which has no extensions`]
  const isCritical = (name: keyof typeof EXTENSION): boolean | undefined =>
    extensions.get(EXTENSION[name])?.isCritical
  const serialFault = serialNumberFault(certificate.serialNumberOctets)
  const rules: readonly (readonly [boolean, string])[] = [
    [isAnchor && serialFault !== null, `${serialFault} (section 4.1.2.2)`],
    [!isAnchor && !authorityKeyIdentifier?.keyIdentifier, "no authorityKeyIdentifier"],
    [isCa && certificate.subjectKeyIdentifier === null, "no subjectKeyIdentifier"],
    [isCa && isCritical("basicConstraints") === false, "basicConstraints is not critical"],
    [isCa && certificate.keyUsage === null, "no keyUsage"],
    [isCritical("nameConstraints") === false, "nameConstraints is not critical"],
    [!isCa && certificate.nameConstraints !== null, "nameConstraints, and no CA certificate"],
    [certificate.signatureAlgorithm.isWeak && !isAnchor, "signed with SHA-1, which can be forged"],
  ]
  return rules.filter(([isBroken]) => isBroken).map(([, notice]) => notice)
}

import { GirError, type ErrorCode } from "@gir/errors"
import { isSelfSigned, type Certificate } from "./certificate.ts"
import { serialNumberFault } from "./serial-number.ts"
import { bitLength } from "./subject-public-key-info.ts"
import type { WeakSignaturePolicy } from "./weak-signature.ts"

/** Seed: "2048 bit RSA (or higher; please align encryption strength requirements ...)". */
export const MIN_RSA_BITS = 2_048
/** A private operation takes 29 ms at 8192 bits and eight times that at the next step. */
export const MAX_RSA_BITS = 8_192

/** One rule that a certificate breaks. */
export interface RecordingCertificateFinding {
  readonly code: ErrorCode
  readonly message: string
}

/**
 * Judges a certificate by every rule for recording certificates, its dates at `at` included.
 * Seed: "This certificate must meet the following requirements".
 *
 * @returns an empty list when recordings may be encrypted to it.
 */
export function recordingCertificateFindings(
  certificate: Certificate,
  at: Date,
): readonly RecordingCertificateFinding[] {
  return [
    ...keyFindings(certificate),
    ...contentFindings(certificate),
    ...dateFindings(certificate, at),
  ]
}

/**
 * @param weakSignature `warn` lets MD5 and SHA-1 pass.
 * @throws the code of the first broken rule: ERR_X509_KEY_NOT_RSA, ERR_X509_KEY_RSA_PSS,
 * ERR_X509_KEY_TOO_SMALL, ERR_X509_KEY_TOO_LARGE, ERR_X509_KEY_NUMBERS_INVALID,
 * ERR_X509_CA_CERTIFICATE, ERR_X509_KEY_USAGE, ERR_X509_CRITICAL_EXTENSION,
 * ERR_X509_SERIAL_NUMBER_INVALID, ERR_X509_WEAK_SIGNATURE, ERR_X509_VALIDITY_INVALID,
 * ERR_X509_CERTIFICATE_EXPIRED, ERR_X509_CERTIFICATE_NOT_YET_VALID.
 */
export function assertRecordingCertificate(
  certificate: Certificate,
  at: Date,
  weakSignature: WeakSignaturePolicy = "refuse",
): void {
  const first = recordingCertificateFindings(certificate, at).find(
    ({ code }) => weakSignature === "refuse" || code !== "ERR_X509_WEAK_SIGNATURE",
  )
  if (first === undefined) return
  throw new GirError(first.code, first.message, {
    fields: { serialNumber: certificate.serialNumber, subject: certificate.subject.rfc4514 },
  })
}

type Rule = readonly [code: ErrorCode, isBroken: boolean, message: string]

function broken(rules: readonly Rule[]): readonly RecordingCertificateFinding[] {
  return rules.filter(([, isBroken]) => isBroken).map(([code, , message]) => ({ code, message }))
}

function keyFindings({
  rsa,
  keyType,
  keyBits,
}: Certificate): readonly RecordingCertificateFinding[] {
  if (keyType === "rsa-pss") {
    const message = "the key is an RSA-PSS key, which signs and does not encrypt"
    return [{ code: "ERR_X509_KEY_RSA_PSS", message }]
  }
  if (rsa === null) {
    return [{ code: "ERR_X509_KEY_NOT_RSA", message: `the key is ${keyType}, not RSA` }]
  }
  const fault = rsaNumbersFault(rsa.modulus, rsa.exponent)
  return broken([
    ["ERR_X509_KEY_TOO_SMALL", keyBits < MIN_RSA_BITS, `the RSA key has ${keyBits} bits`],
    ["ERR_X509_KEY_TOO_LARGE", keyBits > MAX_RSA_BITS, `the RSA key has ${keyBits} bits`],
    ["ERR_X509_KEY_NUMBERS_INVALID", fault !== null, fault ?? ""],
  ])
}

/** An exponent of 1 "encrypts" to the clear text, and an even number has no inverse. */
export function rsaNumbersFault(modulus: bigint, exponent: bigint): string | null {
  if (modulus % 2n === 0n) return "the RSA modulus is even"
  if (exponent < 3n) return `the RSA exponent is ${exponent}`
  if (exponent % 2n === 0n) return "the RSA exponent is even"
  // OpenSSL refuses to encrypt with more bits once the modulus has over 3072.
  if (bitLength(exponent) > 64) return "the RSA exponent is longer than 64 bits"
  return null
}

function contentFindings(certificate: Certificate): readonly RecordingCertificateFinding[] {
  const { keyUsage, signatureAlgorithm, unknownCriticalExtensions } = certificate
  const allowsEncryption = keyUsage?.has("keyEncipherment") ?? true
  // `openssl req -x509` marks its certificate CA:TRUE, and the guide allows self-signed ones.
  const isForSigning = certificate.isCa && !(allowsEncryption && isSelfSigned(certificate))
  const serialFault = serialNumberFault(certificate.serialNumberOctets)
  const usages = [...(keyUsage ?? [])].join(", ")
  return broken([
    ["ERR_X509_CA_CERTIFICATE", isForSigning, "the certificate is a CA certificate"],
    [
      "ERR_X509_KEY_USAGE",
      !allowsEncryption && !isForSigning,
      `keyUsage allows ${usages || "nothing"}, not keyEncipherment`,
    ],
    [
      "ERR_X509_CRITICAL_EXTENSION",
      unknownCriticalExtensions.length > 0,
      `unknown critical extension ${unknownCriticalExtensions.join(", ")}`,
    ],
    ["ERR_X509_SERIAL_NUMBER_INVALID", serialFault !== null, serialFault ?? ""],
    [
      "ERR_X509_WEAK_SIGNATURE",
      signatureAlgorithm.isWeak,
      `the certificate is signed with ${signatureAlgorithm.name}`,
    ],
  ])
}

function dateFindings(
  { notBefore, notAfter }: Certificate,
  at: Date,
): readonly RecordingCertificateFinding[] {
  if (notAfter < notBefore) {
    return [{ code: "ERR_X509_VALIDITY_INVALID", message: "the certificate ends before it begins" }]
  }
  return broken([
    [
      "ERR_X509_CERTIFICATE_EXPIRED",
      at > notAfter,
      `the certificate expired on ${notAfter.toISOString()}`,
    ],
    [
      "ERR_X509_CERTIFICATE_NOT_YET_VALID",
      at < notBefore,
      `the certificate is not valid before ${notBefore.toISOString()}`,
    ],
  ])
}

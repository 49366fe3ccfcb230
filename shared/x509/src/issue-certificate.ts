import { createPublicKey, randomBytes, sign, type KeyObject } from "node:crypto"
import { encodeBitString, encodeSequence } from "@gir/asn1"
import { GirError } from "@gir/errors"
import type Forge from "node-forge"
import type { Certificate } from "./certificate.ts"
import type { DistinguishedName } from "./distinguished-name.ts"
import { toForgeName, type DnFields } from "./dn-fields.ts"
import {
  forgeTbsCertificate,
  fromForge,
  placeholderKey,
  replaceAt,
  toForge,
  toForgeText,
} from "./forge-tree.ts"
import { issuedExtensions, keyIdentifierOf, type ExtensionInput } from "./issued-extensions.ts"
import { loadForge } from "./load-forge.ts"
import { parseCertificate } from "./parse-certificate.ts"
import { signingAlgorithm, type SigningHash } from "./signing-algorithm.ts"
import { serialNumberFault } from "./serial-number.ts"

interface CertificateContent {
  /** Fields, or a whole name taken over from another certificate, to the octet. */
  readonly subject: DnFields | Pick<DistinguishedName, "der">
  /** `recording`: keyEncipherment, no CA. `ca`: keyCertSign and cRLSign, CA. */
  readonly role: "ca" | "recording"
  /** Hexadecimal; 16 random octets when it is not given. */
  readonly serialNumber?: string
  readonly notBefore: Date
  readonly notAfter: Date
  /** CA certificates that may follow; no limit when it is not given. For role `ca`. */
  readonly pathLength?: number
  /** Default `sha256`. */
  readonly hash?: SigningHash
  /** Added to those of the role; one with the same identifier takes its place, or its absence. */
  readonly extensions?: readonly ExtensionInput[]
}

/** Who signs: the certificate's own key, or a CA's. */
export type IssueCertificateOptions = CertificateContent &
  (
    | { readonly issuer: "self"; readonly privateKey: KeyObject; readonly publicKey?: KeyObject }
    | {
        readonly issuer: { readonly certificatePem: string; readonly privateKey: KeyObject }
        readonly publicKey: KeyObject
      }
  )

export interface IssuedCertificate {
  readonly pem: string
  readonly certificate: Certificate
}

/**
 * Issues a certificate, as a private CA or self-signed. Seed: "The certificate must be signed by a
 * trusted third-party CA, self signed or signed by your own private CA". The issuer's own limits
 * are not enforced: a simulator must be able to issue what a validator then refuses.
 *
 * @throws ERR_X509_ISSUE_INVALID when a value fits no certificate.
 */
export function issueCertificate(options: IssueCertificateOptions): IssuedCertificate {
  const isSelf = options.issuer === "self"
  const signer = isSelf ? options.privateKey : options.issuer.privateKey
  const issuer = isSelf ? null : parseCertificate(options.issuer.certificatePem)
  const publicKey = options.publicKey ?? createPublicKey(signer)
  const algorithm = signingAlgorithm(signer, options.hash ?? "sha256")

  const built = loadForge().pki.createCertificate()
  built.serialNumber = readSerialNumber(options.serialNumber)
  built.validity.notBefore = options.notBefore
  built.validity.notAfter = options.notAfter
  built.siginfo.algorithmOid = algorithm.oid
  const { subject } = options
  if (!("der" in subject)) built.setSubject(toForgeName(subject))
  built.publicKey = placeholderKey()
  built.extensions = issuedExtensions({
    ...options,
    subjectKeyIdentifier: keyIdentifierOf(publicKey),
    authorityKeyIdentifier: issuer === null ? keyIdentifierOf(publicKey) : issuerKeyId(issuer),
  }).map(({ oid, isCritical, value }) => ({
    id: oid,
    critical: isCritical,
    value: toForgeText(value),
  }))

  const subjectDer = "der" in subject ? subject.der : null
  const parts = { built, issuer, publicKey, subjectDer, algorithmDer: algorithm.der }
  const tbs = buildTbsCertificate(parts)
  const signature = sign(algorithm.hash, tbs, signer)
  const der = encodeSequence(tbs, algorithm.der, encodeBitString(signature))
  const certificate = parseCertificate(der)
  return { pem: certificate.pem, certificate }
}

interface TbsParts {
  readonly built: Forge.pki.Certificate
  readonly issuer: Certificate | null
  readonly publicKey: KeyObject
  /** `null`: as forge has built it. */
  readonly subjectDer: Uint8Array | null
  readonly algorithmDer: Uint8Array
}

/**
 * Forge builds, and some components are put in as bytes: the issuer's name exactly as its own
 * certificate has it, the key, which forge can hold only when it is RSA, and the algorithm, whose
 * NULL parameters forge writes for ECDSA as well (RFC 5758 §3.2: MUST omit).
 */
function buildTbsCertificate(parts: TbsParts): Uint8Array {
  const { built, issuer, publicKey, subjectDer, algorithmDer } = parts
  const tbs = forgeTbsCertificate(built)
  const subject =
    subjectDer === null
      ? loadForge().pki.distinguishedNameToAsn1(built.subject)
      : toForge(subjectDer)
  replaceAt(tbs, 5, subject)
  replaceAt(tbs, 2, toForge(algorithmDer))
  replaceAt(tbs, 3, issuer === null ? subject : toForge(issuer.subject.der))
  replaceAt(tbs, 6, toForge(publicKey.export({ format: "der", type: "spki" })))
  return fromForge(tbs)
}

function issuerKeyId(issuer: Certificate): Uint8Array {
  return issuer.subjectKeyIdentifier ?? keyIdentifierOf(issuer.publicKey)
}

function readSerialNumber(hex: string | undefined): string {
  if (hex === undefined) return randomSerialNumber()
  const even = hex.length % 2 === 0 ? hex : `0${hex}`
  if (!/^(?:[0-9A-Fa-f]{2})+$/.test(even)) {
    throw new GirError("ERR_X509_ISSUE_INVALID", "the serial number is not hexadecimal")
  }
  const digits = even.replace(/^(?:00)+(?=..)/, "")
  // An INTEGER with its top bit set would be negative.
  const signed = Number.parseInt(digits.slice(0, 2), 16) >= 0x80 ? `00${digits}` : digits
  const fault = serialNumberFault(Buffer.from(signed, "hex"))
  if (fault !== null) throw new GirError("ERR_X509_ISSUE_INVALID", fault)
  return signed
}

/** 127 random bits and never a leading zero octet, so that it is positive and of one length. */
function randomSerialNumber(): string {
  const octets = randomBytes(16)
  octets[0] = (octets[0]! & 0x7f) | 0x40
  return octets.toString("hex")
}

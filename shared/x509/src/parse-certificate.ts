import { createHash } from "node:crypto"
import {
  decodeAsn1,
  encodeSequence,
  isUniversal,
  readBitString,
  readIntegerBytes,
  readSmallInteger,
  readTime,
  TAG,
  type Asn1Node,
} from "@gir/asn1"
import { GirError } from "@gir/errors"
import { readAlgorithmIdentifier } from "./algorithm-identifier.ts"
import { readBasicConstraints } from "./basic-constraints.ts"
import { readCertificateFile } from "./certificate-file.ts"
import { readPolicies } from "./certificate-policies.ts"
import type { Certificate } from "./certificate.ts"
import { assertDer } from "./der-rules.ts"
import { explicit, readAs, sequenceFields, unexpected, type DerFields } from "./der-fields.ts"
import { readDistinguishedName } from "./distinguished-name.ts"
import {
  readExtensions,
  readExtensionValue,
  unknownCriticalExtensions,
  type Extension,
} from "./extension.ts"
import { readExtendedKeyUsage } from "./extended-key-usage.ts"
import { readSubjectAltNames } from "./general-name.ts"
import { readAuthorityKeyIdentifier, readSubjectKeyIdentifier } from "./key-identifiers.ts"
import { readKeyUsage } from "./key-usage.ts"
import { readNameConstraints } from "./name-constraints.ts"
import { encodePem } from "./pem.ts"
import { printSerialNumber } from "./serial-number.ts"
import { readSignatureAlgorithm } from "./signature-algorithm.ts"
import { readSubjectPublicKeyInfo } from "./subject-public-key-info.ts"

/**
 * Reads one certificate; it is not judged. A text is a file in which exactly one certificate
 * stands, with or without other text around it; bytes are its DER, or such a file's.
 *
 * @throws ERR_X509_NOT_PEM, ERR_X509_DER_NOT_PEM, ERR_X509_PEM_MALFORMED, ERR_X509_PEM_GLUED,
 * ERR_X509_FILE_TOO_LARGE, ERR_X509_PRIVATE_KEY_IN_CERTIFICATE_FILE,
 * ERR_X509_REQUEST_NOT_CERTIFICATE, ERR_X509_PKCS7_NOT_CERTIFICATE, ERR_X509_NOT_A_CERTIFICATE and
 * ERR_X509_SEVERAL_CERTIFICATES for the file; ERR_X509_CERTIFICATE_MALFORMED,
 * ERR_X509_TRAILING_BYTES, ERR_X509_NAME_INVALID, ERR_X509_EXTENSION_INVALID,
 * ERR_X509_KEY_NUMBERS_INVALID, ERR_X509_KEY_TOO_LARGE and ERR_X509_KEY_NOT_RSA for its content.
 */
export function parseCertificate(input: string | Uint8Array): Certificate {
  const der = typeof input === "string" ? readCertificateFile(input) : derOf(input)
  return readAs("ERR_X509_CERTIFICATE_MALFORMED", "the certificate cannot be read", () =>
    readCertificate(der),
  )
}

function derOf(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return file.includes("-----BEGIN ") ? readCertificateFile(file.toString("utf8")) : bytes
}

/**
 * ```asn1
 * Certificate ::= SEQUENCE {
 *   tbsCertificate TBSCertificate, signatureAlgorithm AlgorithmIdentifier,
 *   signatureValue BIT STRING }
 * ```
 * RFC 5280 §4.1
 */
function readCertificate(bytes: Uint8Array): Certificate {
  const node = decodeAsn1(bytes, { rules: "der", allowTrailing: true })
  if (node.totalBytes < bytes.length) {
    const message = `${bytes.length - node.totalBytes} bytes follow the certificate`
    throw new GirError("ERR_X509_TRAILING_BYTES", message)
  }
  assertDer(node)
  if (!isUniversal(node, TAG.sequence)) throw unexpected("SEQUENCE expected", node)
  const fields = sequenceFields(node)
  const tbsNode = fields.next(TAG.sequence, "tbsCertificate")
  const algorithm = readAlgorithmIdentifier(fields.next(TAG.sequence, "signatureAlgorithm"))
  const signatureNode = fields.next(TAG.bitString, "signatureValue")
  const signatureValue = readBitString(signatureNode)
  fields.end()
  if (signatureValue.unusedBits !== 0)
    throw unexpected("a signature of broken octets", signatureNode)
  const tbs = readTbsCertificate(tbsNode)
  // RFC 5280 §4.1.1.2: "This field MUST contain the same algorithm identifier as the signature
  // field in the sequence tbsCertificate".
  if (!Buffer.from(tbs.signature.der).equals(algorithm.der)) {
    throw unexpected("two different signature algorithms", node)
  }
  const { signature: _signature, extensions, ...certificate } = tbs
  return {
    der: node.bytes,
    pem: encodePem("CERTIFICATE", node.bytes),
    sha256: createHash("sha256").update(node.bytes).digest("hex"),
    ...certificate,
    signatureAlgorithm: readSignatureAlgorithm(algorithm),
    signature: signatureValue.bytes,
    tbsCertificateDer: tbsNode.bytes,
    extensions,
    ...readKnownExtensions(extensions),
  }
}

/**
 * ```asn1
 * TBSCertificate ::= SEQUENCE {
 *   version [0] EXPLICIT Version DEFAULT v1, serialNumber INTEGER, signature AlgorithmIdentifier,
 *   issuer Name, validity Validity, subject Name, subjectPublicKeyInfo SubjectPublicKeyInfo,
 *   issuerUniqueID [1] OPTIONAL, subjectUniqueID [2] OPTIONAL, extensions [3] EXPLICIT OPTIONAL }
 * ```
 */
function readTbsCertificate(node: Asn1Node) {
  const fields = sequenceFields(node)
  const version = readVersion(fields)
  const serialNumber = fields.next(TAG.integer, "serialNumber")
  const serialNumberOctets = readIntegerBytes(serialNumber)
  const signature = readAlgorithmIdentifier(fields.next(TAG.sequence, "signature"))
  const issuer = readDistinguishedName(fields.next(TAG.sequence, "issuer"))
  const validity = readValidity(fields.next(TAG.sequence, "validity"))
  const subject = readDistinguishedName(fields.next(TAG.sequence, "subject"))
  const keyNode = fields.next(TAG.sequence, "subjectPublicKeyInfo")
  const hasUniqueId = [fields.optionalContext(1), fields.optionalContext(2)].some(
    (id) => id !== null,
  )
  const extensionsNode = fields.optionalContext(3)
  fields.end()
  // RFC 5280 §4.1.2.8, §4.1.2.9.
  if (hasUniqueId && version === 1) throw unexpected("unique identifiers need v2", node)
  if (extensionsNode !== null && version !== 3) throw unexpected("extensions need v3", node)
  const { keyOctets: _keyOctets, ...key } = readSubjectPublicKeyInfo(keyNode)
  const extensions =
    extensionsNode === null ? new Map<string, Extension>() : readExtensions(extensionsNode)
  return {
    version,
    serialNumber: printSerialNumber(serialNumberOctets),
    serialNumberOctets,
    signature,
    issuer,
    subject,
    issuerAndSerialDer: encodeSequence(issuer.der, serialNumber.bytes),
    ...validity,
    ...key,
    extensions,
  }
}

function readVersion(fields: DerFields): 1 | 2 | 3 {
  const tagged = fields.optionalContext(0)
  if (tagged === null) return 1
  const version = readSmallInteger(explicit(tagged)) + 1
  if (version === 1 || version === 2 || version === 3) return version
  throw unexpected("an unknown version", tagged)
}

/** `Validity ::= SEQUENCE { notBefore Time, notAfter Time }`. RFC 5280 §4.1.2.5 */
function readValidity(node: Asn1Node): { notBefore: Date; notAfter: Date } {
  const fields = sequenceFields(node)
  const notBefore = readTime(fields.any("notBefore"))
  const notAfter = readTime(fields.any("notAfter"))
  fields.end()
  return { notBefore, notAfter }
}

function readKnownExtensions(extensions: ReadonlyMap<string, Extension>) {
  const constraints = readExtensionValue(extensions, "basicConstraints", readBasicConstraints)
  return {
    subjectKeyIdentifier: readExtensionValue(
      extensions,
      "subjectKeyIdentifier",
      readSubjectKeyIdentifier,
    ),
    authorityKeyIdentifier: readExtensionValue(
      extensions,
      "authorityKeyIdentifier",
      readAuthorityKeyIdentifier,
    ),
    hasBasicConstraints: constraints !== null,
    isCa: constraints?.isCa ?? false,
    pathLength: constraints?.pathLength ?? null,
    keyUsage: readExtensionValue(extensions, "keyUsage", readKeyUsage),
    extendedKeyUsage: readExtensionValue(extensions, "extendedKeyUsage", readExtendedKeyUsage),
    subjectAltNames: readExtensionValue(extensions, "subjectAltName", readSubjectAltNames) ?? [],
    nameConstraints: readExtensionValue(extensions, "nameConstraints", readNameConstraints),
    policies: readPolicies(extensions),
    unknownCriticalExtensions: unknownCriticalExtensions(extensions),
  }
}

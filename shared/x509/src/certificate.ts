import type { KeyObject } from "node:crypto"
import { isSameName, type DistinguishedName } from "./distinguished-name.ts"
import type { CertificatePolicies } from "./certificate-policies.ts"
import type { Extension } from "./extension.ts"
import type { GeneralName } from "./general-name.ts"
import type { AuthorityKeyIdentifier } from "./key-identifiers.ts"
import type { NameConstraints } from "./name-constraints.ts"
import { isSignedBy, type SignatureAlgorithm } from "./signature-algorithm.ts"
import type { RsaPublicNumbers } from "./subject-public-key-info.ts"

/** A certificate that has been read, not judged. RFC 5280 §4.1 */
export interface Certificate {
  readonly der: Uint8Array
  /** One block, Unix line ends. */
  readonly pem: string
  /** SHA-256 of the DER, lower-case hexadecimal: the certificate's id everywhere. */
  readonly sha256: string
  readonly version: 1 | 2 | 3
  /** Upper-case hexadecimal, even length, no leading zero octets: `01` for 1. */
  readonly serialNumber: string
  /** The content of the INTEGER, as the certificate has it. */
  readonly serialNumberOctets: Uint8Array
  readonly issuer: DistinguishedName
  readonly subject: DistinguishedName
  /** `IssuerAndSerialNumber ::= SEQUENCE { issuer Name, serialNumber INTEGER }`. RFC 5652 §10.2.4 */
  readonly issuerAndSerialDer: Uint8Array
  readonly notBefore: Date
  /** The last second at which the certificate is valid. */
  readonly notAfter: Date
  readonly publicKey: KeyObject
  /** Of `node:crypto`: `rsa`, `rsa-pss`, `ec`, `ed25519`, ... */
  readonly keyType: string
  readonly keyBits: number
  /** SHA-256 of the SubjectPublicKeyInfo: equal for certificates on one key. */
  readonly publicKeySha256: string
  /** `null` when the key is no RSA key. */
  readonly rsa: RsaPublicNumbers | null
  /** An EC key whose curve is not named but spelt out, which RFC 5480 §2.1.1 forbids. */
  readonly hasOwnCurve: boolean
  readonly signatureAlgorithm: SignatureAlgorithm
  readonly signature: Uint8Array
  /** The bytes that the signature covers. */
  readonly tbsCertificateDer: Uint8Array
  readonly extensions: ReadonlyMap<string, Extension>
  readonly subjectKeyIdentifier: Uint8Array | null
  readonly authorityKeyIdentifier: AuthorityKeyIdentifier | null
  readonly hasBasicConstraints: boolean
  readonly isCa: boolean
  /** CA certificates that may follow in a path; `null` is no limit. */
  readonly pathLength: number | null
  /** Names of RFC 5280 §4.2.1.3; `null` when the extension is absent, which allows every use. */
  readonly keyUsage: ReadonlySet<string> | null
  /** Object identifiers of purposes, RFC 5280 §4.2.1.12; `null` when the extension is absent. */
  readonly extendedKeyUsage: readonly string[] | null
  readonly subjectAltNames: readonly GeneralName[]
  readonly nameConstraints: NameConstraints | null
  readonly policies: CertificatePolicies
  /** Critical extensions that are not understood here. */
  readonly unknownCriticalExtensions: readonly string[]
}

/** Subject and issuer are the same name; the signature may still be another key's. */
export function isSelfIssued(certificate: Certificate): boolean {
  return isSameName(certificate.subject, certificate.issuer)
}

const selfSigned = new WeakMap<Certificate, boolean>()

/** Signed with its own key. Verified once per certificate, and remembered. */
export function isSelfSigned(certificate: Certificate): boolean {
  const known = selfSigned.get(certificate)
  if (known !== undefined) return known
  const result = isSelfIssued(certificate) && isIssuedWith(certificate, certificate.publicKey)
  selfSigned.set(certificate, result)
  return result
}

/** True when the signature verifies with `publicKey`. */
export function isIssuedWith(certificate: Certificate, publicKey: KeyObject): boolean {
  return isSignedBy({
    algorithm: certificate.signatureAlgorithm,
    publicKey,
    signed: certificate.tbsCertificateDer,
    signature: certificate.signature,
  })
}

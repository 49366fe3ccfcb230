import { createHash, createPublicKey, type KeyObject } from "node:crypto"
import { decodeAsn1, readBitString, readInteger, TAG, type Asn1Node } from "@gir/asn1"
import { GirError } from "@gir/errors"
import { readAlgorithmIdentifier } from "./algorithm-identifier.ts"
import { readAs, sequenceFields, unexpected } from "./der-fields.ts"

/** OpenSSL reads no longer modulus, and verifying with one takes a quarter of a second. */
const MAX_RSA_BITS = 16_384

export const RSA_ENCRYPTION = "1.2.840.113549.1.1.1"
const RSASSA_PSS = "1.2.840.113549.1.1.10"
const EC_PUBLIC_KEY = "1.2.840.10045.2.1"

/**
 * ```asn1
 * SubjectPublicKeyInfo ::= SEQUENCE {
 *   algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
 * ```
 * RFC 5280 §4.1.2.7
 */
export interface SubjectPublicKeyInfo {
  readonly publicKey: KeyObject
  /** Of `node:crypto`: `rsa`, `rsa-pss`, `ec`, `ed25519`, ... */
  readonly keyType: string
  readonly keyBits: number
  /** SHA-256 of the key's SubjectPublicKeyInfo in DER, as `node:crypto` writes it. */
  readonly publicKeySha256: string
  /** The bits of subjectPublicKey, which key identifiers are hashes of (RFC 5280 §4.2.1.2). */
  readonly keyOctets: Uint8Array
  /** `null` when the key is no RSA key. */
  readonly rsa: RsaPublicNumbers | null
  /** An EC key whose curve is not named but spelt out, which RFC 5480 §2.1.1 forbids. */
  readonly hasOwnCurve: boolean
}

export interface RsaPublicNumbers {
  readonly modulus: bigint
  readonly exponent: bigint
}

/** @throws ERR_X509_KEY_NUMBERS_INVALID, ERR_X509_KEY_TOO_LARGE, ERR_X509_KEY_NOT_RSA */
export function readSubjectPublicKeyInfo(node: Asn1Node): SubjectPublicKeyInfo {
  const fields = sequenceFields(node)
  const { oid, parameters } = readAlgorithmIdentifier(fields.next(TAG.sequence, "key algorithm"))
  const { bytes, unusedBits } = readBitString(fields.next(TAG.bitString, "subjectPublicKey"))
  fields.end()
  if (unusedBits !== 0) throw unexpected("a key of broken octets", node)
  const isRsa = oid === RSA_ENCRYPTION || oid === RSASSA_PSS
  const rsa = isRsa ? readRsaPublicKey(bytes) : null
  const publicKey = importKey(node.bytes, isRsa)
  return {
    publicKey,
    keyType: publicKey.asymmetricKeyType ?? oid,
    keyBits: rsa === null ? bitsOf(publicKey) : bitLength(rsa.modulus),
    publicKeySha256: publicKeySha256(publicKey),
    keyOctets: bytes,
    rsa,
    hasOwnCurve: oid === EC_PUBLIC_KEY && parameters?.tagNumber === TAG.sequence,
  }
}

/** SHA-256 of the SubjectPublicKeyInfo: the same for a certificate and for its private key. */
export function publicKeySha256(publicKey: KeyObject): string {
  const der = publicKey.export({ format: "der", type: "spki" })
  return createHash("sha256").update(der).digest("hex")
}

/** Bits of a positive number. */
export function bitLength(value: bigint): number {
  return value.toString(2).length
}

/** `RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }`. RFC 8017 §A.1.1 */
function readRsaPublicKey(der: Uint8Array): RsaPublicNumbers {
  const numbers = readAs("ERR_X509_KEY_NUMBERS_INVALID", "the RSA key cannot be read", () => {
    const fields = sequenceFields(decodeAsn1(der, { rules: "der" }))
    const modulus = readInteger(fields.next(TAG.integer, "modulus"))
    const exponent = readInteger(fields.next(TAG.integer, "publicExponent"))
    fields.end()
    return { modulus, exponent }
  })
  if (numbers.modulus <= 0n || numbers.exponent <= 0n) {
    throw new GirError("ERR_X509_KEY_NUMBERS_INVALID", "an RSA number is zero or negative")
  }
  if (bitLength(numbers.modulus) > MAX_RSA_BITS) {
    throw new GirError("ERR_X509_KEY_TOO_LARGE", `the RSA key is longer than ${MAX_RSA_BITS} bits`)
  }
  return numbers
}

function importKey(der: Uint8Array, isRsa: boolean): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(der), format: "der", type: "spki" })
  } catch (cause) {
    throw isRsa
      ? new GirError("ERR_X509_KEY_NUMBERS_INVALID", "the RSA key cannot be used", { cause })
      : new GirError("ERR_X509_KEY_NOT_RSA", "the key is of a kind unknown here", { cause })
  }
}

/** Curves are named after their bits: prime256v1, secp384r1, ed25519. */
function bitsOf(publicKey: KeyObject): number {
  const details = publicKey.asymmetricKeyDetails
  if (details?.modulusLength !== undefined) return details.modulusLength
  const name = details?.namedCurve ?? publicKey.asymmetricKeyType ?? ""
  if (name.endsWith("25519")) return 256
  return Number(/\d{3}/.exec(name)?.[0] ?? 0)
}

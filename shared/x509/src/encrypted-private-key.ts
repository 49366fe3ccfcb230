import { decodeAsn1, readInteger, readOctetString, TAG, type Asn1Node } from "@gir/asn1"
import { GirError } from "@gir/errors"
import { readAlgorithmIdentifier, type AlgorithmIdentifier } from "./algorithm-identifier.ts"
import { readAs, sequenceFields } from "./der-fields.ts"
import { cipherUnsupported, decryptKey, findKeyCipher, type KeyCipher } from "./key-cipher.ts"
import { assertIterations, pbkdf2Key, pkcs12Key, scryptKey } from "./key-derivation.ts"

const PBES2 = "1.2.840.113549.1.5.13"
const PBKDF2 = "1.2.840.113549.1.5.12"
const SCRYPT = "1.3.6.1.4.1.11591.4.11"

/** RFC 8018 §B.1.2; absent is hmacWithSHA1. */
const PRF_HASHES: ReadonlyMap<string, string> = new Map([
  ["1.2.840.113549.2.7", "sha1"],
  ["1.2.840.113549.2.8", "sha224"],
  ["1.2.840.113549.2.9", "sha256"],
  ["1.2.840.113549.2.10", "sha384"],
  ["1.2.840.113549.2.11", "sha512"],
  ["1.2.840.113549.2.12", "sha512-224"],
  ["1.2.840.113549.2.13", "sha512-256"],
])

/** PBES1 schemes that can still be opened (RFC 7292 appendix C). */
const PBES1_3DES: ReadonlySet<string> = new Set([
  "1.2.840.113549.1.12.1.3",
  "1.2.840.113549.1.12.1.4",
])
const TWO_KEY_3DES = "1.2.840.113549.1.12.1.4"

/** Names for the refusal of what OpenSSL 3 keeps in its legacy provider. */
const LEGACY_NAMES: ReadonlyMap<string, string> = new Map([
  ["1.2.840.113549.1.5.1", "pbeWithMD2AndDES-CBC"],
  ["1.2.840.113549.1.5.3", "pbeWithMD5AndDES-CBC"],
  ["1.2.840.113549.1.5.4", "pbeWithMD2AndRC2-CBC"],
  ["1.2.840.113549.1.5.6", "pbeWithMD5AndRC2-CBC"],
  ["1.2.840.113549.1.5.10", "pbeWithSHA1AndDES-CBC"],
  ["1.2.840.113549.1.5.11", "pbeWithSHA1AndRC2-CBC"],
  ["1.2.840.113549.1.12.1.1", "pbeWithSHAAnd128BitRC4"],
  ["1.2.840.113549.1.12.1.2", "pbeWithSHAAnd40BitRC4"],
  ["1.2.840.113549.1.12.1.5", "pbeWithSHAAnd128BitRC2-CBC"],
  ["1.2.840.113549.1.12.1.6", "pbeWithSHAAnd40BitRC2-CBC"],
  ["1.3.14.3.2.7", "DES-CBC"],
  ["1.2.840.113549.3.2", "RC2-CBC"],
  ["1.2.410.200004.1.4", "SEED-CBC"],
])

/**
 * Opens `EncryptedPrivateKeyInfo ::= SEQUENCE { encryptionAlgorithm, encryptedData OCTET STRING }`.
 * RFC 5958 §3
 *
 * @returns octets of the PKCS #8 key, which the caller clears.
 * @throws ERR_X509_KEY_CIPHER_UNSUPPORTED, ERR_X509_KEY_KDF_COST, ERR_X509_KEY_MALFORMED,
 * ERR_X509_KEY_PASSWORD_WRONG
 */
export async function decryptPkcs8(der: Uint8Array, password: string): Promise<Uint8Array> {
  const { algorithm, encrypted } = read(() => {
    const fields = sequenceFields(decodeAsn1(der, { rules: "der" }))
    const algorithm = readAlgorithmIdentifier(fields.next(TAG.sequence, "encryptionAlgorithm"))
    const encrypted = readOctetString(fields.next(TAG.octetString, "encryptedData"))
    fields.end()
    return { algorithm, encrypted }
  })
  const { cipher, key, iv } = await deriveKey(algorithm, password)
  try {
    return decryptKey({ cipher, key, iv, encrypted })
  } finally {
    key.fill(0)
  }
}

interface DerivedKey {
  readonly cipher: KeyCipher
  readonly key: Uint8Array
  readonly iv: Uint8Array
}

function deriveKey(algorithm: AlgorithmIdentifier, password: string): Promise<DerivedKey> {
  if (algorithm.oid === PBES2) return derivePbes2(algorithm, password)
  if (PBES1_3DES.has(algorithm.oid)) return derivePbes1(algorithm, password)
  throw cipherUnsupported(LEGACY_NAMES.get(algorithm.oid) ?? algorithm.oid)
}

/** `PBES2-params ::= SEQUENCE { keyDerivationFunc, encryptionScheme }`. RFC 8018 §A.4 */
async function derivePbes2(
  { parameters }: AlgorithmIdentifier,
  password: string,
): Promise<DerivedKey> {
  const { keyDerivationFunc, encryptionScheme } = read(() => {
    const fields = sequenceFields(required(parameters))
    const keyDerivationFunc = readAlgorithmIdentifier(
      fields.next(TAG.sequence, "keyDerivationFunc"),
    )
    const encryptionScheme = readAlgorithmIdentifier(fields.next(TAG.sequence, "encryptionScheme"))
    fields.end()
    return { keyDerivationFunc, encryptionScheme }
  })
  const cipher = findKeyCipher(encryptionScheme.oid)
  if (cipher === null) {
    throw cipherUnsupported(LEGACY_NAMES.get(encryptionScheme.oid) ?? encryptionScheme.oid)
  }
  const iv = read(() => readOctetString(required(encryptionScheme.parameters)))
  assertIvLength(iv, cipher)
  const derive = KEY_DERIVATIONS.get(keyDerivationFunc.oid)
  if (derive === undefined) throw cipherUnsupported(`key derivation ${keyDerivationFunc.oid}`)
  return { cipher, iv, key: await derive(keyDerivationFunc, password, cipher.keyBytes) }
}

type Derive = (kdf: AlgorithmIdentifier, password: string, keyBytes: number) => Promise<Uint8Array>

const KEY_DERIVATIONS: ReadonlyMap<string, Derive> = new Map([
  [PBKDF2, derivePbkdf2Key],
  [SCRYPT, deriveScryptKey],
])

/**
 * ```asn1
 * PBKDF2-params ::= SEQUENCE {
 *   salt OCTET STRING, iterationCount INTEGER, keyLength INTEGER OPTIONAL,
 *   prf AlgorithmIdentifier DEFAULT hmacWithSHA1 }
 * ```
 * RFC 8018 §A.2
 */
function derivePbkdf2Key(
  { parameters }: AlgorithmIdentifier,
  password: string,
  keyBytes: number,
): Promise<Uint8Array> {
  const { salt, iterationCount, prf } = read(() => {
    const fields = sequenceFields(required(parameters))
    const salt = readOctetString(fields.next(TAG.octetString, "salt"))
    const iterationCount = readInteger(fields.next(TAG.integer, "iterationCount"))
    fields.optional(TAG.integer)
    const prfNode = fields.optional(TAG.sequence)
    fields.end()
    return { salt, iterationCount, prf: prfNode && readAlgorithmIdentifier(prfNode).oid }
  })
  const hash = prf === null ? "sha1" : PRF_HASHES.get(prf)
  if (hash === undefined) throw cipherUnsupported(`PBKDF2 with ${prf}`)
  return pbkdf2Key({ password, salt, iterations: assertIterations(iterationCount), keyBytes, hash })
}

/**
 * ```asn1
 * scrypt-params ::= SEQUENCE {
 *   salt OCTET STRING, costParameter INTEGER, blockSize INTEGER,
 *   parallelizationParameter INTEGER, keyLength INTEGER OPTIONAL }
 * ```
 * RFC 7914 §7.1
 */
function deriveScryptKey(
  { parameters }: AlgorithmIdentifier,
  password: string,
  keyBytes: number,
): Promise<Uint8Array> {
  const options = read(() => {
    const fields = sequenceFields(required(parameters))
    const salt = readOctetString(fields.next(TAG.octetString, "salt"))
    const costParameter = readInteger(fields.next(TAG.integer, "costParameter"))
    const blockSize = readInteger(fields.next(TAG.integer, "blockSize"))
    const parallelization = readInteger(fields.next(TAG.integer, "parallelizationParameter"))
    fields.optional(TAG.integer)
    fields.end()
    return { salt, costParameter, blockSize, parallelization }
  })
  return scryptKey({ ...options, password, keyBytes })
}

/** `pkcs-12PbeParams ::= SEQUENCE { salt OCTET STRING, iterations INTEGER }`. RFC 7292 appendix C */
async function derivePbes1(
  { oid, parameters }: AlgorithmIdentifier,
  password: string,
): Promise<DerivedKey> {
  const { salt, count } = read(() => {
    const fields = sequenceFields(required(parameters))
    const salt = readOctetString(fields.next(TAG.octetString, "salt"))
    const count = readInteger(fields.next(TAG.integer, "iterations"))
    fields.end()
    return { salt, count }
  })
  const common = { password, salt, iterations: assertIterations(count) }
  const keyBytes = oid === TWO_KEY_3DES ? 16 : 24
  const derived = await pkcs12Key({ ...common, bytes: keyBytes, purpose: 1 })
  // Two-key 3DES uses its first key twice.
  const key = Buffer.concat([derived, derived.subarray(0, 24 - keyBytes)])
  derived.fill(0)
  const iv = await pkcs12Key({ ...common, bytes: 8, purpose: 2 })
  return { cipher: { name: "des-ede3-cbc", keyBytes: 24 }, key, iv }
}

function assertIvLength(iv: Uint8Array, { name }: KeyCipher): void {
  if (iv.length === (name.startsWith("des") ? 8 : 16)) return
  throw new GirError("ERR_X509_KEY_MALFORMED", "the initialisation vector has the wrong length")
}

function required(parameters: Asn1Node | null): Asn1Node {
  if (parameters !== null) return parameters
  throw new GirError("ERR_X509_KEY_MALFORMED", "the encryption parameters are missing")
}

function read<T>(work: () => T): T {
  return readAs("ERR_X509_KEY_MALFORMED", "the encrypted private key cannot be read", work)
}

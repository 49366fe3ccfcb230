import { readInteger, readOctetString, TAG, type Asn1Node } from "@gir/asn1"
import { GirError } from "@gir/errors"
import { readAlgorithmIdentifier, type AlgorithmIdentifier } from "./algorithm-identifier.ts"
import { readAs, sequenceFields } from "./der-fields.ts"
import { cipherUnsupported, findKeyCipher, type KeyCipher } from "./key-cipher.ts"
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

/** The functions that turn a password into a key; the owner of a file counts or remembers. */
export interface KeyDerivations {
  readonly pbkdf2: typeof pbkdf2Key
  readonly scrypt: typeof scryptKey
  readonly pkcs12: typeof pkcs12Key
}

export const KEY_DERIVATIONS: KeyDerivations = {
  pbkdf2: pbkdf2Key,
  scrypt: scryptKey,
  pkcs12: pkcs12Key,
}

export interface PasswordKeyOptions {
  readonly password: string
  /** Default: derives each time anew. */
  readonly derivations?: KeyDerivations
}

export interface PasswordKey {
  readonly cipher: KeyCipher
  /** The caller clears it. */
  readonly key: Uint8Array
  readonly iv: Uint8Array
}

/**
 * Derives what an AlgorithmIdentifier of PKCS #5 or PKCS #12 asks for, after a look at its cost.
 *
 * @throws ERR_X509_KEY_CIPHER_UNSUPPORTED, ERR_X509_KEY_KDF_COST, ERR_X509_KEY_MALFORMED
 */
export async function derivePasswordKey(
  node: Asn1Node,
  { password, derivations = KEY_DERIVATIONS }: PasswordKeyOptions,
): Promise<PasswordKey> {
  const { oid, parameters } = read(() => readAlgorithmIdentifier(node))
  const context = { oid, parameters: required(parameters), password, derivations }
  if (oid === PBES2) return derivePbes2(context)
  if (PBES1_3DES.has(oid)) return derivePbes1(context)
  throw cipherUnsupported(LEGACY_NAMES.get(oid) ?? oid)
}

interface Context {
  readonly oid: string
  readonly parameters: Asn1Node
  readonly password: string
  readonly derivations: KeyDerivations
}

/** `PBES2-params ::= SEQUENCE { keyDerivationFunc, encryptionScheme }`. RFC 8018 §A.4 */
async function derivePbes2(context: Context): Promise<PasswordKey> {
  const { keyDerivationFunc, encryptionScheme } = read(() => {
    const fields = sequenceFields(context.parameters)
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
  const derive = DERIVE_BY_OID.get(keyDerivationFunc.oid)
  if (derive === undefined) throw cipherUnsupported(`key derivation ${keyDerivationFunc.oid}`)
  return { cipher, iv, key: await derive(keyDerivationFunc, cipher.keyBytes, context) }
}

type Derive = (kdf: AlgorithmIdentifier, keyBytes: number, context: Context) => Promise<Uint8Array>

const DERIVE_BY_OID: ReadonlyMap<string, Derive> = new Map([
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
  keyBytes: number,
  { password, derivations }: Context,
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
  const iterations = assertIterations(iterationCount)
  return derivations.pbkdf2({ password, salt, iterations, keyBytes, hash })
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
  keyBytes: number,
  { password, derivations }: Context,
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
  return derivations.scrypt({ ...options, password, keyBytes })
}

/** `pkcs-12PbeParams ::= SEQUENCE { salt OCTET STRING, iterations INTEGER }`. RFC 7292 appendix C */
async function derivePbes1(context: Context): Promise<PasswordKey> {
  const { oid, parameters, password, derivations } = context
  const { salt, count } = read(() => {
    const fields = sequenceFields(parameters)
    const salt = readOctetString(fields.next(TAG.octetString, "salt"))
    const count = readInteger(fields.next(TAG.integer, "iterations"))
    fields.end()
    return { salt, count }
  })
  const common = { password, salt, iterations: assertIterations(count), hash: "sha1" } as const
  const keyBytes = oid === TWO_KEY_3DES ? 16 : 24
  const derived = await derivations.pkcs12({ ...common, bytes: keyBytes, purpose: 1 })
  // Two-key 3DES uses its first key twice.
  const key = Buffer.concat([derived, derived.subarray(0, 24 - keyBytes)])
  derived.fill(0)
  const iv = await derivations.pkcs12({ ...common, bytes: 8, purpose: 2 })
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

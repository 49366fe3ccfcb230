import {
  decodeAsn1,
  isUniversal,
  readOctetString,
  readOid,
  readSequence,
  readSmallInteger,
  TAG,
  type Asn1Node,
} from "@gir/asn1"
import { GirError } from "@gir/errors"
import { createDecipheriv, pbkdf2 } from "node:crypto"
import { promisify } from "node:util"

const PBES2 = "1.2.840.113549.1.5.13"
/** PBKDF2's pseudorandom functions (RFC 8018 appendix B.1). */
const PRF_HASHES: Readonly<Record<string, string>> = {
  "1.2.840.113549.2.7": "sha1",
  "1.2.840.113549.2.9": "sha256",
  "1.2.840.113549.2.10": "sha384",
  "1.2.840.113549.2.11": "sha512",
}
const CIPHERS: Readonly<Record<string, { readonly name: string; readonly keyBytes: number }>> = {
  "2.16.840.1.101.3.4.1.2": { name: "aes-128-cbc", keyBytes: 16 },
  "2.16.840.1.101.3.4.1.22": { name: "aes-192-cbc", keyBytes: 24 },
  "2.16.840.1.101.3.4.1.42": { name: "aes-256-cbc", keyBytes: 32 },
  "1.2.840.113549.3.7": { name: "des-ede3-cbc", keyBytes: 24 },
}

/** A file that asks for more work would hold up the census for minutes. */
const MAX_ROUNDS = 2_000_000
/** The old methods are computed in JavaScript. */
const MAX_OLD_ROUNDS = 100_000

const derive = promisify(pbkdf2)

/**
 * Looks at what an AlgorithmIdentifier would cost, before anything is derived.
 *
 * @throws ERR_CLI_KEYSTORE_UNREADABLE
 */
export function assertCost(algorithm: Asn1Node): void {
  const [oid, parameters] = readPair(algorithm)
  const isNew = oid === PBES2
  const counted = isNew ? readPair(present(readSequence(parameters)[0]))[1] : parameters
  const rounds = readSmallInteger(present(readSequence(counted)[1]))
  if (rounds >= 1 && rounds <= (isNew ? MAX_ROUNDS : MAX_OLD_ROUNDS)) return
  throw refuse(`its password is derived in ${rounds} rounds`)
}

/**
 * Decrypts a part of a keystore.
 *
 * @throws ERR_CLI_KEYSTORE_UNREADABLE, or an Error when the password is wrong.
 */
export async function decryptWithPassword(
  algorithm: Asn1Node,
  ciphertext: Uint8Array,
  password: string,
): Promise<Uint8Array> {
  assertCost(algorithm)
  const [oid, parameters] = readPair(algorithm)
  if (oid !== PBES2) return decryptOldStyle(oid, { parameters, ciphertext, password })
  const [derivation, scheme] = readSequence(parameters)
  const [cipherOid, iv] = readPair(present(scheme))
  const cipher = CIPHERS[cipherOid]
  if (cipher === undefined) throw refuse(`cipher ${cipherOid} is not known`)
  const { salt, rounds, hash } = readPbkdf2(readPair(present(derivation))[1])
  const key = await derive(Buffer.from(password), salt, rounds, cipher.keyBytes, hash)
  try {
    const decipher = createDecipheriv(cipher.name, key, readOctetString(iv))
    return Buffer.concat([decipher.update(ciphertext), decipher.final()])
  } finally {
    key.fill(0)
  }
}

/** PBKDF2-params ::= SEQUENCE { salt, iterationCount, keyLength OPTIONAL, prf DEFAULT hmacSHA1 } */
function readPbkdf2(node: Asn1Node): { salt: Uint8Array; rounds: number; hash: string } {
  const [salt, rounds, ...rest] = readSequence(node)
  const prf = rest.find((field) => isUniversal(field, TAG.sequence))
  const oid = prf === undefined ? null : readOid(present(readSequence(prf)[0]))
  const hash = oid === null ? "sha1" : PRF_HASHES[oid]
  if (hash === undefined) throw refuse(`PBKDF2 with ${oid} is not known`)
  return { salt: readOctetString(present(salt)), rounds: readSmallInteger(present(rounds)), hash }
}

interface OldStyle {
  readonly parameters: Asn1Node
  readonly ciphertext: Uint8Array
  readonly password: string
}

/** RFC 7292 appendix C: SHA-1 with 3DES or RC2, which old Java and Windows keystores have. */
async function decryptOldStyle(
  oid: string,
  { parameters, ciphertext, password }: OldStyle,
): Promise<Uint8Array> {
  const { default: forge } = await import("node-forge")
  const binary = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1")
  const tree = forge.asn1.fromDer(binary(parameters.bytes))
  const { pbe } = forge.pki as unknown as ForgePasswordEncryption
  const cipher = pbe.getCipher(oid, tree, password)
  cipher.update(forge.util.createBuffer(binary(ciphertext)))
  if (!cipher.finish()) throw new Error("the password is wrong")
  const content = Buffer.from(cipher.output.getBytes(), "latin1")
  decodeAsn1(content)
  return content
}

/** Documented by forge, and left out of its published types. */
interface ForgePasswordEncryption {
  readonly pbe: {
    getCipher(
      oid: string,
      parameters: unknown,
      password: string,
    ): {
      update(input: unknown): void
      finish(): boolean
      readonly output: { getBytes(): string }
    }
  }
}

function readPair(node: Asn1Node): [string, Asn1Node] {
  const [oid, parameters] = readSequence(node)
  return [readOid(present(oid)), present(parameters)]
}

function present(node: Asn1Node | undefined): Asn1Node {
  if (node === undefined) throw refuse("an element is missing")
  return node
}

function refuse(reason: string): GirError {
  return new GirError("ERR_CLI_KEYSTORE_UNREADABLE", reason)
}

import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from "node:crypto"
import { promisify } from "node:util"
import {
  encodeInteger,
  encodeNull,
  encodeOctetString,
  encodeOid,
  encodeSequence,
  isUniversal,
  readOctetString,
  readOid,
  readSequence,
  readSmallInteger,
  TAG,
  type Asn1Node,
} from "@gir/asn1"
import { damaged, element } from "./damaged.ts"
import { AES_256_CBC, CBC_CIPHERS, HMAC_WITH_SHA256, OID, PRF_HASHES } from "./oids.ts"

const derive = promisify(pbkdf2)

/** Of a random 256-bit password no round would be needed; other tools expect some. */
const WRITTEN_ROUNDS = 10_000
/** A file that asks for more would hold up the start for minutes. */
const MAX_ROUNDS = 2_000_000
const SALT_BYTES = 16
const IV_BYTES = 16

/** AlgorithmIdentifier and ciphertext, as EncryptedPrivateKeyInfo and EncryptedData carry them. */
export interface Pbes2Ciphertext {
  readonly algorithm: Uint8Array
  readonly ciphertext: Uint8Array
}

/** Encrypts under a password; zero the key with `close` when done. */
export interface Pbes2Encryptor {
  encrypt(content: Uint8Array): Pbes2Ciphertext
  close(): void
}

/**
 * RFC 8018 §6.2 with AES-256-CBC and PBKDF2-HMAC-SHA-256. One salt, and so one derivation, for the
 * whole file: every value has an IV of its own, so no two share a key stream.
 */
export async function pbes2Encryptor(password: string): Promise<Pbes2Encryptor> {
  const salt = randomBytes(SALT_BYTES)
  const key = await derive(Buffer.from(password), salt, WRITTEN_ROUNDS, 32, "sha256")
  return {
    encrypt: (content) => {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv("aes-256-cbc", key, iv)
      const ciphertext = Buffer.concat([cipher.update(content), cipher.final()])
      return { algorithm: encodeAlgorithm(salt, iv), ciphertext }
    },
    close: () => key.fill(0),
  }
}

/**
 * ```asn1
 * PBES2-params ::= SEQUENCE { keyDerivationFunc AlgorithmIdentifier, encryptionScheme AlgorithmIdentifier }
 * PBKDF2-params ::= SEQUENCE { salt OCTET STRING, iterationCount INTEGER, prf AlgorithmIdentifier }
 * ```
 */
function encodeAlgorithm(salt: Uint8Array, iv: Uint8Array): Uint8Array {
  const keyDerivation = encodeSequence(
    encodeOid(OID.pbkdf2),
    encodeSequence(
      encodeOctetString(salt),
      encodeInteger(WRITTEN_ROUNDS),
      encodeSequence(encodeOid(HMAC_WITH_SHA256), encodeNull()),
    ),
  )
  const scheme = encodeSequence(encodeOid(AES_256_CBC), encodeOctetString(iv))
  return encodeSequence(encodeOid(OID.pbes2), encodeSequence(keyDerivation, scheme))
}

/** Decrypts what others or we encrypted under one password; remembers derived keys. */
export interface Pbes2Decryptor {
  /** @throws ERR_RCS_KEYSTORE_DAMAGED also for an algorithm that is not read here. */
  decrypt(algorithm: Asn1Node, ciphertext: Uint8Array): Promise<Buffer>
  /** Zeroes the derived keys. */
  close(): void
}

export function pbes2Decryptor(password: string): Pbes2Decryptor {
  const keys = new Map<string, Buffer>()
  const keyFor = async (parameters: Pbes2Parameters): Promise<Buffer> => {
    const { salt, rounds, hash, cipher } = parameters
    const name = `${salt.toString("hex")} ${rounds} ${hash} ${cipher.keyBytes}`
    const key =
      keys.get(name) ?? (await derive(Buffer.from(password), salt, rounds, cipher.keyBytes, hash))
    keys.set(name, key)
    return key
  }
  return {
    decrypt: async (algorithm, ciphertext) => {
      const parameters = readAlgorithm(algorithm)
      const key = await keyFor(parameters)
      try {
        const decipher = createDecipheriv(parameters.cipher.name, key, parameters.iv)
        return Buffer.concat([decipher.update(ciphertext), decipher.final()])
      } catch (error) {
        throw damaged("an entry does not decrypt", error)
      }
    },
    close: () => keys.forEach((key) => key.fill(0)),
  }
}

interface Pbes2Parameters {
  readonly salt: Buffer
  readonly rounds: number
  readonly hash: string
  readonly cipher: (typeof CBC_CIPHERS)[string]
  readonly iv: Uint8Array
}

function readAlgorithm(algorithm: Asn1Node): Pbes2Parameters {
  const [scheme, parameters] = readPair(algorithm)
  if (scheme !== OID.pbes2) throw damaged(`encryption ${scheme} is not read, only PBES2 with AES`)
  const [derivation, encryption] = readSequence(parameters)
  if (derivation === undefined || encryption === undefined) throw damaged("PBES2 is incomplete")
  const [derivationOid, pbkdf2Parameters] = readPair(derivation)
  if (derivationOid !== OID.pbkdf2) throw damaged(`key derivation ${derivationOid} is not read`)
  const [cipherOid, iv] = readPair(encryption)
  const cipher = CBC_CIPHERS[cipherOid]
  if (cipher === undefined) throw damaged(`cipher ${cipherOid} is not read`)
  return { ...readPbkdf2(readSequence(pbkdf2Parameters)), cipher, iv: readOctetString(iv) }
}

function readPbkdf2(
  fields: readonly Asn1Node[],
): Pick<Pbes2Parameters, "salt" | "rounds" | "hash"> {
  const rounds = readSmallInteger(element(fields, 1))
  if (rounds < 1 || rounds > MAX_ROUNDS) throw damaged(`${rounds} rounds of PBKDF2 are not read`)
  // RFC 8018 appendix A.2: keyLength may stand between, and an absent prf means HMAC-SHA-1.
  const prf = fields.slice(2).find((field) => isUniversal(field, TAG.sequence))
  const hash = prf === undefined ? "sha1" : PRF_HASHES[readOid(element(readSequence(prf), 0))]
  if (hash === undefined) throw damaged("PBKDF2 uses a hash that is not read")
  return { salt: Buffer.from(readOctetString(element(fields, 0))), rounds, hash }
}

function readPair(node: Asn1Node): [string, Asn1Node] {
  const fields = readSequence(node)
  return [readOid(element(fields, 0)), element(fields, 1)]
}

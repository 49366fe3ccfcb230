import { encodeInteger, encodeNull, encodeOctetString, encodeOid, encodeSequence } from "@gir/asn1"
import { KEY_DERIVATIONS } from "@gir/x509"
import { createCipheriv, randomBytes } from "node:crypto"
import { OID } from "./oids.ts"

/** Of a random 256-bit password no round would be needed; other tools expect some. */
const ROUNDS = 10_000
const KEY_BYTES = 32
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
  const rounds = { iterations: ROUNDS, keyBytes: KEY_BYTES, hash: "sha256" }
  const key = await KEY_DERIVATIONS.pbkdf2({ password, salt, ...rounds })
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
      encodeInteger(ROUNDS),
      encodeSequence(encodeOid(OID.hmacWithSha256), encodeNull()),
    ),
  )
  const scheme = encodeSequence(encodeOid(OID.aes256Cbc), encodeOctetString(iv))
  return encodeSequence(encodeOid(OID.pbes2), encodeSequence(keyDerivation, scheme))
}

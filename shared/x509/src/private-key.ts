import {
  constants,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  type KeyObject,
} from "node:crypto"
import { GirError } from "@gir/errors"
import type { Certificate } from "./certificate.ts"
import { decryptPkcs8 } from "./encrypted-private-key.ts"
import { readPrivateKeyFile, type PrivateKeyFile } from "./private-key-file.ts"
import { checkRsaPrivateKey, unpackPkcs8 } from "./rsa-private-key.ts"
import { publicKeySha256 } from "./subject-public-key-info.ts"
import { decryptTraditional } from "./traditional-encryption.ts"

/** An RSA private key that has been opened and checked. */
export interface PrivateKey {
  readonly keyObject: KeyObject
  readonly keyBits: number
  /** Equals `publicKeySha256` of every certificate on this key. */
  readonly publicKeySha256: string
  /** The words of the Key Details field. */
  readonly details: string
}

/** What the Upload Certificate panel shows of a key file before anybody enters a password. */
export interface PrivateKeyInspection {
  /** `Openssl format private key file`, `PKCS8 format private key file`, or `Encrypted …`. */
  readonly details: string
  readonly isPasswordNeeded: boolean
}

/**
 * Looks at a private key file without opening it.
 *
 * @throws as {@link openPrivateKey} does for the file itself.
 */
export function inspectPrivateKey(pem: string): PrivateKeyInspection {
  const { details, isEncrypted } = readPrivateKeyFile(pem)
  return { details, isPasswordNeeded: isEncrypted }
}

/**
 * Opens a private key file and checks every number in it. The cost of opening is known and capped
 * before any work is done, and the work does not hold up the event loop.
 *
 * @param password of an encrypted key; empty and missing are the same.
 * @throws ERR_X509_KEY_NOT_FOUND, ERR_X509_SEVERAL_KEYS, ERR_X509_KEY_FORMAT_UNSUPPORTED,
 * ERR_X509_KEY_PASSWORD_MISSING, ERR_X509_KEY_PASSWORD_WRONG, ERR_X509_KEY_PASSWORD_NOT_NEEDED,
 * ERR_X509_KEY_CIPHER_UNSUPPORTED, ERR_X509_KEY_KDF_COST, ERR_X509_KEY_MALFORMED,
 * ERR_X509_KEY_NOT_RSA, ERR_X509_KEY_RSA_PSS, ERR_X509_KEY_TOO_SMALL, ERR_X509_KEY_TOO_LARGE,
 * ERR_X509_KEY_NUMBERS_INVALID, ERR_X509_KEY_INCONSISTENT.
 */
export async function openPrivateKey(pem: string, password?: string): Promise<PrivateKey> {
  const file = readPrivateKeyFile(pem)
  assertPasswordFits(file, password)
  const opened = await decryptFile(file, password ?? "")
  try {
    const pkcs1 = file.encoding === "pkcs8" ? unpackPkcs8(opened) : opened
    const keyBits = checkRsaPrivateKey(pkcs1)
    const keyObject = importPkcs1(pkcs1)
    assertRoundTrip(keyObject, keyBits)
    const sha256 = publicKeySha256(createPublicKey(keyObject))
    return { keyObject, keyBits, publicKeySha256: sha256, details: file.details }
  } finally {
    opened.fill(0)
  }
}

/** @throws ERR_X509_KEY_MISMATCH */
export function assertKeyMatches(privateKey: PrivateKey, certificate: Certificate): void {
  if (privateKey.publicKeySha256 === certificate.publicKeySha256) return
  const message = "this private key does not belong to this certificate; nothing was stored"
  throw new GirError("ERR_X509_KEY_MISMATCH", message, {
    fields: {
      keyPublicKeySha256: privateKey.publicKeySha256,
      certificatePublicKeySha256: certificate.publicKeySha256,
    },
  })
}

function assertPasswordFits({ isEncrypted }: PrivateKeyFile, password: string | undefined): void {
  const isGiven = password !== undefined && password !== ""
  if (isEncrypted && !isGiven) {
    throw new GirError(
      "ERR_X509_KEY_PASSWORD_MISSING",
      "the private key is locked, and no password was given",
    )
  }
  if (!isEncrypted && isGiven) {
    throw new GirError(
      "ERR_X509_KEY_PASSWORD_NOT_NEEDED",
      "the private key is not encrypted, yet a password was given",
    )
  }
}

async function decryptFile(file: PrivateKeyFile, password: string): Promise<Uint8Array> {
  if (!file.isEncrypted) return file.block.der
  return file.block.label === "ENCRYPTED PRIVATE KEY"
    ? decryptPkcs8(file.block.der, password)
    : decryptTraditional(file.block, password)
}

function importPkcs1(pkcs1: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: toBuffer(pkcs1), format: "der", type: "pkcs1" })
  } catch {
    // The cause is not kept: OpenSSL's reason could quote the key's structure.
    throw new GirError("ERR_X509_KEY_MALFORMED", "OpenSSL does not take the private key")
  }
}

/** A view, not a copy: the octets of the key are in one place, which is cleared. */
function toBuffer(octets: Uint8Array): Buffer {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength)
}

/** The relations between the numbers also hold for a "prime" that is none; decrypting does not. */
function assertRoundTrip(privateKey: KeyObject, keyBits: number): void {
  const block = randomBytes(Math.ceil(keyBits / 8))
  block[0] = 0
  const padding = constants.RSA_NO_PADDING
  const wrapped = publicEncrypt({ key: createPublicKey(privateKey), padding }, block)
  const unwrapped = tryDecrypt(privateKey, wrapped)
  if (unwrapped?.equals(block) === true) return
  throw new GirError(
    "ERR_X509_KEY_INCONSISTENT",
    "the private key does not decrypt what its public half encrypts",
  )
}

function tryDecrypt(key: KeyObject, wrapped: Uint8Array): Buffer | null {
  try {
    return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, wrapped)
  } catch {
    return null
  }
}

import { constants, privateDecrypt, type KeyObject } from "node:crypto"
import { secretBuffer, type KeyEncryptionAlgorithm } from "@gir/cms"
import { isEqual, select } from "./constant-time.ts"
import { decryptionFailed } from "./decryption-failed.ts"
import { modulusBytes, pseudorandom, rejectionKey, syntheticLength } from "./implicit-rejection.ts"
import { unpadOaep } from "./unpad-oaep.ts"
import { unpadPkcs1, type UnpaddedMessage } from "./unpad-pkcs1.ts"

export interface UnwrapRequest {
  readonly privateKey: KeyObject
  /** See `privateExponentDigest`. */
  readonly exponentDigest: Uint8Array
  readonly algorithm: Exclude<KeyEncryptionAlgorithm, { kind: "unknown" }>
  readonly encryptedKey: Uint8Array
  readonly cekBytes: number
  /** What becomes of a wrapped key with broken padding; see `RsaRecipientKeyOptions`. */
  readonly rejection: "implicit" | "explicit"
}

/**
 * Unwraps a content-encryption key with one RSA operation.
 *
 * With implicit rejection a broken wrapped key opens to a pseudorandom CEK of the right length, in
 * the same time, and the content then fails like any other (RFC 3218 §2.3.2).
 *
 * @returns a buffer of its own, for the caller to fill with zero.
 * @throws ERR_CMS_DECRYPTION_FAILED for what anybody can see without the key: a wrong length, or a
 * number above the modulus. With explicit rejection also for broken padding.
 */
export function unwrapCek(request: UnwrapRequest): Buffer {
  const { privateKey, algorithm, encryptedKey, cekBytes } = request
  // RSA_NO_PADDING would take a shorter ciphertext without a word (RFC 8017 §7.2.2 step 1).
  if (encryptedKey.length !== modulusBytes(privateKey)) throw decryptionFailed()
  const em = rsaDecrypt(privateKey, encryptedKey)
  let message: UnpaddedMessage | null = null
  try {
    message = algorithm.kind === "pkcs1" ? unpadPkcs1(em) : unpadOaep(em, algorithm)
    if (message === null) throw decryptionFailed()
    const isSound = message.isSound & isEqual(message.messageBytes, cekBytes)
    if (request.rejection === "explicit" && isSound === 0) throw decryptionFailed()
    return chooseCek(message, isSound, request)
  } finally {
    em.fill(0)
    message?.block.fill(0)
  }
}

function rsaDecrypt(key: KeyObject, encryptedKey: Uint8Array): Buffer {
  try {
    return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encryptedKey)
  } catch {
    // The number is not below the modulus, which is public too.
    throw decryptionFailed()
  }
}

/** Always makes both keys, then takes one octet by octet. */
function chooseCek(
  { block }: UnpaddedMessage,
  isSound: number,
  { exponentDigest, encryptedKey, cekBytes }: UnwrapRequest,
): Buffer {
  const key = rejectionKey(exponentDigest, encryptedKey)
  const bytes = encryptedKey.length
  // The end of OpenSSL's synthetic message: where that happens to be as long as a CEK, it is the CEK
  // there too, and where it is not, OpenSSL fails, which is not to be told from a wrong CEK.
  const rejected = pseudorandom({ key, label: "message", bytes, from: bytes - cekBytes })
  const cek = secretBuffer(cekBytes)
  const from = block.length - cekBytes
  for (let at = 0; at < cekBytes; at += 1) {
    cek[at] = select(isSound, block[from + at]!, rejected[at]!)
  }
  rejected.fill(0)
  key.fill(0)
  return cek
}

/**
 * RSAES-PKCS1-v1_5 decryption of a whole message with implicit rejection, as OpenSSL 3.2 does it.
 *
 * @returns the message, or the pseudorandom one in its place.
 * @throws ERR_CMS_DECRYPTION_FAILED when the ciphertext is not as long as the modulus.
 */
export function decryptPkcs1(
  privateKey: KeyObject,
  exponentDigest: Uint8Array,
  ciphertext: Uint8Array,
): Buffer {
  const bytes = modulusBytes(privateKey)
  if (ciphertext.length !== bytes) throw decryptionFailed()
  const em = rsaDecrypt(privateKey, ciphertext)
  const { isSound, messageBytes } = unpadPkcs1(em)
  const key = rejectionKey(exponentDigest, ciphertext)
  const synthetic = pseudorandom({ key, label: "message", bytes })
  const length = select(isSound, messageBytes, syntheticLength(key, bytes))
  for (let at = 0; at < bytes; at += 1) synthetic[at] = select(isSound, em[at]!, synthetic[at]!)
  em.fill(0)
  key.fill(0)
  return synthetic.subarray(bytes - length)
}

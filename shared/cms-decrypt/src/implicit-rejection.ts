import { createHash, hash, type KeyObject } from "node:crypto"
import { decodeAsn1, readIntegerBytes, readSequence } from "@gir/asn1"
import { secretBuffer } from "@gir/cms"
import { isLess, select } from "./constant-time.ts"

/**
 * What a wrapped key with broken padding opens to: octets that only the key's holder can predict,
 * and always the same ones for the same wrapped key, so that an attacker cannot tell a broken
 * padding from a sound one with another CEK in it (RFC 3218 §2.3.2, "Random Filling"). Octet for
 * octet the construction of OpenSSL 3.2, `ossl_rsa_padding_check_PKCS1_type_2`.
 */

const DIGEST_BYTES = 32
/** OpenSSL: MAX_LEN_GEN_TRIES. */
const LENGTH_CANDIDATES = 128

/** Of a private key, once: SHA-256 over its exponent, as long as the modulus. */
export function privateExponentDigest(privateKey: KeyObject): Buffer {
  const der = privateKey.export({ type: "pkcs1", format: "der" })
  const padded = Buffer.alloc(modulusBytes(privateKey))
  try {
    // RSAPrivateKey ::= SEQUENCE { version, modulus, publicExponent, privateExponent, ... }
    const octets = readIntegerBytes(readSequence(decodeAsn1(der))[3]!)
    const exponent = octets[0] === 0 ? octets.subarray(1) : octets
    padded.set(exponent, padded.length - exponent.length)
    return createHash("sha256").update(padded).digest()
  } finally {
    der.fill(0)
    padded.fill(0)
  }
}

export function modulusBytes(key: KeyObject): number {
  return Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8)
}

/** The key from which everything about one wrapped key's rejection is derived. */
export function rejectionKey(exponentDigest: Uint8Array, encryptedKey: Uint8Array): Buffer {
  return hmacSha256(exponentDigest)(encryptedKey)
}

/** Where in a pseudorandom message to look: all of it, or only its last octets. */
interface PseudorandomRequest {
  readonly key: Uint8Array
  readonly label: "message" | "length" | "cek"
  /** Octets of the whole message; part of what each block is made from. */
  readonly bytes: number
  /** First octet that is needed. Default 0. */
  readonly from?: number
}

/** HMAC-SHA-256 in counter mode: I2OSP(block, 2) || label || I2OSP(bits, 2). */
export function pseudorandom({ key, label, bytes, from = 0 }: PseudorandomRequest): Buffer {
  const firstBlock = Math.floor(from / DIGEST_BYTES)
  const message = secretBuffer(Math.ceil(bytes / DIGEST_BYTES) * DIGEST_BYTES)
  const input = Buffer.alloc(2 + label.length + 2)
  input.write(label, 2, "latin1")
  input.writeUInt16BE(bytes * 8, input.length - 2)
  const hmac = hmacSha256(key)
  for (let at = firstBlock * DIGEST_BYTES; at < bytes; at += DIGEST_BYTES) {
    input.writeUInt16BE(at / DIGEST_BYTES, 0)
    message.set(hmac(input), at)
  }
  return message.subarray(from, bytes)
}

const BLOCK_BYTES = 64

/**
 * HMAC-SHA-256 (RFC 2104 §2) for many short messages under one key of 32 octets: with one-shot
 * hashes it costs two thirds of `createHmac`, and a rejection takes eleven.
 */
function hmacSha256(key: Uint8Array): (message: Uint8Array) => Buffer {
  const innerPad = Buffer.alloc(BLOCK_BYTES, 0x36)
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES, 0x5c)
  for (let at = 0; at < key.length; at += 1) {
    innerPad[at]! ^= key[at]!
    outer[at]! ^= key[at]!
  }
  return (message) => {
    const inner = hash("sha256", Buffer.concat([innerPad, message]), "buffer")
    outer.set(inner, BLOCK_BYTES)
    return hash("sha256", outer, "buffer")
  }
}

/** The length of the message that takes the place of the real one. */
export function syntheticLength(key: Uint8Array, messageBytes: number): number {
  const candidates = pseudorandom({ key, label: "length", bytes: LENGTH_CANDIDATES * 2 })
  // 00 02 and at least eight octets of padding leave room for this much and no more.
  const limit = messageBytes - 2 - 8
  const mask = allOnesUpTo(limit)
  let length = 0
  for (let at = 0; at < candidates.length; at += 2) {
    const candidate = ((candidates[at]! << 8) | candidates[at + 1]!) & mask
    length = select(isLess(candidate, limit), candidate, length)
  }
  return length
}

/** The smallest number of the form 2^n - 1 that is not below `value`. */
function allOnesUpTo(value: number): number {
  return 2 ** Math.ceil(Math.log2(value + 1)) - 1
}

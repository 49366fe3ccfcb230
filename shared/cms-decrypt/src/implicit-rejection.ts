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
  return hmacSha256(exponentDigest, encryptedKey)
}

/** Where in a pseudorandom message to look: all of it, or only a part. */
interface PseudorandomRequest {
  readonly key: Uint8Array
  readonly label: "message" | "length"
  /** Octets of the whole message; part of what each block is made from. */
  readonly bytes: number
  /** First octet that is needed. Default 0. */
  readonly from?: number
  /** The octet behind the last one that is needed. Default `bytes`. */
  readonly to?: number
}

/** HMAC-SHA-256 in counter mode: I2OSP(block, 2) || label || I2OSP(bits, 2). */
export function pseudorandom(request: PseudorandomRequest): Buffer {
  const { key, label, bytes, from = 0, to = bytes } = request
  const start = from - (from % DIGEST_BYTES)
  const message = secretBuffer(Math.ceil((to - start) / DIGEST_BYTES) * DIGEST_BYTES)
  const input = Buffer.from(`\0\0${label}\0\0`)
  input.writeUInt16BE(bytes * 8, input.length - 2)
  for (let at = start; at < to; at += DIGEST_BYTES) {
    input.writeUInt16BE(at / DIGEST_BYTES)
    message.set(hmacSha256(key, input), at - start)
  }
  return message.subarray(from - start, to - start)
}

const BLOCK_BYTES = 64

/**
 * HMAC-SHA-256 (RFC 2104 §2) under a key of 32 octets. One-shot hashes leave no object of OpenSSL's
 * for the collector, whose work counts when thousands of recordings are opened.
 */
function hmacSha256(key: Uint8Array, message: Uint8Array): Buffer {
  const innerBytes = BLOCK_BYTES + message.length
  if (innerBytes > scratch.length) scratch = secretBuffer(innerBytes)
  try {
    pad(scratch, key, 0x36)
    scratch.set(message, BLOCK_BYTES)
    const inner = hash("sha256", scratch.subarray(0, innerBytes), "buffer")
    pad(scratch, key, 0x5c)
    scratch.set(inner, BLOCK_BYTES)
    return hash("sha256", scratch.subarray(0, BLOCK_BYTES + DIGEST_BYTES), "buffer")
  } finally {
    scratch.fill(0)
  }
}

/** One for all: nothing here waits, and it never keeps what was in it. Fits RSA of 8192 bits. */
let scratch = secretBuffer(BLOCK_BYTES + 1024)

function pad(block: Buffer, key: Uint8Array, octet: number): void {
  block.fill(octet, 0, BLOCK_BYTES)
  for (let at = 0; at < key.length; at += 1) block[at] = key[at]! ^ octet
}

/**
 * The length of the message that takes the place of the real one: the last candidate that fits.
 * They are made from the end, a block of sixteen at a time, and the first block nearly always
 * decides: all but once in 2^74 wrapped keys of 2048 bits, in 2^30 of 3072. How far this must go
 * depends on the wrapped key and the secret alone, never on what the wrapped key opens to.
 */
export function syntheticLength(key: Uint8Array, messageBytes: number): number {
  // 00 02 and at least eight octets of padding leave room for this much and no more.
  const limit = messageBytes - 2 - 8
  const request = { key, label: "length", bytes: LENGTH_CANDIDATES * 2 } as const
  for (let to = request.bytes; to > 0; to -= DIGEST_BYTES) {
    const length = lastBelow(limit, pseudorandom({ ...request, from: to - DIGEST_BYTES, to }))
    if (length !== NONE) return length
  }
  return 0
}

const NONE = -1

function lastBelow(limit: number, candidates: Buffer): number {
  const mask = allOnesUpTo(limit)
  let length = NONE
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

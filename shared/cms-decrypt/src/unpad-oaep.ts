import { createHash } from "node:crypto"
import type { OaepHash, OaepParameters } from "@gir/cms"
import { isEqual, isZero, select } from "./constant-time.ts"
import type { UnpaddedMessage } from "./unpad-pkcs1.ts"

/**
 * EM = 0x00 || maskedSeed || maskedDB, DB = lHash || PS || 0x01 || M (RFC 8017 §7.1.2). Node's own
 * OAEP cannot be told an MGF1 hash that differs from the label's hash, hence this one; and step 3 g
 * of the RFC, "an opponent must not be able to distinguish between the various error conditions".
 *
 * @returns `null` when the modulus is too short for this hash, whatever the block.
 */
export function unpadOaep(em: Uint8Array, parameters: OaepParameters): UnpaddedMessage | null {
  const labelHash = createHash(parameters.hash).update(parameters.label).digest()
  const hashBytes = labelHash.length
  if (em.length < 2 * hashBytes + 2) return null
  const seed = Buffer.alloc(hashBytes)
  const block = Buffer.alloc(em.length - hashBytes - 1)
  seed.set(em.subarray(1, 1 + hashBytes))
  block.set(em.subarray(1 + hashBytes))
  applyMask(seed, block, parameters.mgf1Hash)
  applyMask(block, seed, parameters.mgf1Hash)
  seed.fill(0)

  let difference = em[0]!
  for (let at = 0; at < hashBytes; at += 1) difference |= block[at]! ^ labelHash[at]!
  const { separator, isClean } = findSeparator(block, hashBytes)
  const isSound = isZero(difference) & isClean
  return { isSound, block, messageBytes: block.length - separator - 1 }
}

/** The first octet after the label's hash that is not zero must be 0x01. */
function findSeparator(block: Buffer, from: number): { separator: number; isClean: number } {
  let separator = 0
  let isFound = 0
  let isClean = -1
  for (let at = from; at < block.length; at += 1) {
    const octet = block[at]!
    const isOne = isEqual(octet, 1)
    separator = select(~isFound & isOne, at, separator)
    isFound |= isOne
    isClean &= isFound | isZero(octet)
  }
  return { separator, isClean: isClean & isFound }
}

/** XORs MGF1(seed) over `target` (RFC 8017 §B.2.1). */
function applyMask(target: Buffer, seed: Buffer, hash: OaepHash): void {
  const counter = Buffer.alloc(4)
  for (let at = 0, block = 0; at < target.length; block += 1) {
    counter.writeUInt32BE(block)
    const mask = createHash(hash).update(seed).update(counter).digest()
    const end = Math.min(at + mask.length, target.length)
    for (let index = at; index < end; index += 1) target[index]! ^= mask[index - at]!
    mask.fill(0)
    at = end
  }
}

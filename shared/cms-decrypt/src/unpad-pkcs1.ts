import { isEqual, isZero, select } from "./constant-time.ts"

/** An RSA block after its padding was looked at, in time that does not depend on it. */
export interface UnpaddedMessage {
  /** Mask: -1 when the padding is sound. */
  readonly isSound: number
  /** The message is the last `messageBytes` octets; what stands before it is padding. */
  readonly block: Buffer
  /** Meaningless unless the padding is sound. */
  readonly messageBytes: number
}

/**
 * EM = 0x00 || 0x02 || PS || 0x00 || M, with at least eight non-zero octets in PS
 * (RFC 8017 §7.2.2).
 */
export function unpadPkcs1(block: Buffer): UnpaddedMessage {
  let separator = 0
  let isFound = 0
  for (let at = 2; at < block.length; at += 1) {
    const isHere = isZero(block[at]!)
    separator = select(~isFound & isHere, at, separator)
    isFound |= isHere
  }
  const isLongEnough = ~((separator - (2 + 8)) >> 31)
  const isSound = isZero(block[0]!) & isEqual(block[1]!, 2) & isLongEnough
  return { isSound, block, messageBytes: block.length - separator - 1 }
}

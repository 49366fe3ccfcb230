import { constants, createHash, publicEncrypt } from "node:crypto"
import type { Certificate } from "@gir/x509"
import { fixedOctets } from "./keys.ts"

/** RSA of a whole block, so that any padding can be made. */
function wrapBlock({ publicKey }: Certificate, block: Uint8Array): Buffer {
  return publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, block)
}

const BLOCK_BYTES = 256

/** RFC 8017 §7.2.1: EM = 0x00 || 0x02 || PS || 0x00 || M, with `head` in place of the first two. */
export function wrapPkcs1(to: Certificate, message: Uint8Array, head = [0, 2]): Buffer {
  const padding = fixedOctets("padding", BLOCK_BYTES - 3 - message.length).map((octet) => octet | 1)
  return wrapBlock(to, Buffer.concat([Buffer.from(head), padding, Buffer.of(0), message]))
}

export interface OaepHashes {
  readonly hash: string
  readonly maskHash: string
}

/** RFC 8017 §7.1.1 with an empty label, and a hash of its own for the mask. */
export function wrapOaep(to: Certificate, message: Uint8Array, hashes: OaepHashes): Buffer {
  const { hash, maskHash } = hashes
  const labelHash = createHash(hash).digest()
  const seed = fixedOctets("seed", labelHash.length)
  const zeros = Buffer.alloc(BLOCK_BYTES - message.length - 2 * labelHash.length - 2)
  const data = Buffer.concat([labelHash, zeros, Buffer.of(1), message])
  const maskedData = xor(data, mask(seed, data.length, maskHash))
  const maskedSeed = xor(seed, mask(maskedData, seed.length, maskHash))
  return wrapBlock(to, Buffer.concat([Buffer.of(0), maskedSeed, maskedData]))
}

/** MGF1, RFC 8017 §B.2.1. */
function mask(seed: Uint8Array, length: number, hash: string): Buffer {
  const blocks: Buffer[] = []
  for (let count = 0; Buffer.concat(blocks).length < length; count += 1) {
    blocks.push(
      createHash(hash)
        .update(seed)
        .update(Buffer.of(0, 0, 0, count))
        .digest(),
    )
  }
  return Buffer.concat(blocks).subarray(0, length)
}

function xor(a: Uint8Array, b: Uint8Array): Buffer {
  return Buffer.from(a.map((octet, at) => octet ^ b[at]!))
}

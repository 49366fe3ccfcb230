import { createHash, createHmac } from "node:crypto"
import { setImmediate } from "node:timers/promises"
import type { MacHash } from "./oids.ts"

/** RFC 7292 appendix B.3: the purpose byte of a MAC key. */
const MAC_KEY_PURPOSE = 3
/** Rounds between two turns of the event loop: about two milliseconds. */
const ROUNDS_PER_TURN = 1_000

export interface Pkcs12MacOptions {
  readonly content: Uint8Array
  readonly password: string
  readonly salt: Uint8Array
  readonly iterations: number
  readonly hash: MacHash
}

/** RFC 7292 §5.1: HMAC over the AuthenticatedSafe, under a key derived as appendix B has it. */
export async function pkcs12Mac(options: Pkcs12MacOptions): Promise<Uint8Array> {
  const key = await deriveMacKey(options)
  try {
    return createHmac(options.hash.name, key).update(options.content).digest()
  } finally {
    key.fill(0)
  }
}

/** Appendix B.2 for one block of output, which is all that a MAC key needs. */
async function deriveMacKey(options: Pkcs12MacOptions): Promise<Buffer> {
  const { name, blockBytes } = options.hash
  const password = bmpPassword(options.password)
  const seed = Buffer.concat([
    Buffer.alloc(blockBytes, MAC_KEY_PURPOSE),
    repeatToBlocks(options.salt, blockBytes),
    repeatToBlocks(password, blockBytes),
  ])
  let block = createHash(name).update(seed).digest()
  password.fill(0)
  seed.fill(0)
  for (let round = 1; round < options.iterations; round += 1) {
    block = createHash(name).update(block).digest()
    if (round % ROUNDS_PER_TURN === 0) await setImmediate()
  }
  return block
}

/** Appendix B.1: a BMPString with its two zero octets at the end. */
function bmpPassword(password: string): Buffer {
  return Buffer.from(`${password}\0`, "utf16le").swap16()
}

function repeatToBlocks(bytes: Uint8Array, blockBytes: number): Buffer {
  const length = blockBytes * Math.ceil(bytes.length / blockBytes)
  return length === 0 ? Buffer.alloc(0) : Buffer.alloc(length, bytes)
}

import { createDecipheriv } from "node:crypto"
import { cipherEntry, readContentOctets, type OctetRange } from "@gir/cms"
import { isEqual, isLess, isZero } from "./constant-time.ts"
import { decryptionFailed } from "./decryption-failed.ts"
import { eachMade, updateWhole, type Chunks } from "./generated-stream.ts"
import { octetsOf, release, type DecryptionContext } from "./decryption-context.ts"

/**
 * Decrypts plaintext `from` up to `to`. A block of CBC needs only the block before it, so a range
 * costs what it is long (SP 800-38A §6.2). The padding is not looked at here: the size was found,
 * and the padding checked, before.
 */
export async function* decryptCbc(
  context: DecryptionContext,
  { from, to, signal }: OctetRange,
): AsyncGenerator<Chunks> {
  if (from >= to) return
  const { nodeName, blockBytes } = cipherEntry(context.algorithm.cipher)
  const firstBlock = Math.floor(from / blockBytes) * blockBytes
  // Without its own predecessor the block before the first one comes out wrong, and is dropped.
  const start = Math.max(firstBlock - blockBytes, 0)
  const end = Math.ceil(to / blockBytes) * blockBytes
  const { iv } = context.algorithm
  const decipher = context.cek.use((cek) => createDecipheriv(nodeName, cek, iv))
  decipher.setAutoPadding(false)
  try {
    let at = start
    const trim = (plaintext: Buffer): Buffer => {
      const [first, last] = [Math.max(from - at, 0), Math.min(to - at, plaintext.length)]
      at += plaintext.length
      return first === 0 && last === plaintext.length ? plaintext : plaintext.subarray(first, last)
    }
    for await (const batch of octetsOf(context, { from: start, to: end, signal })) {
      yield eachMade(batch, (octets) => trim(decipher.update(octets)))
    }
  } finally {
    release(decipher)
  }
}

/**
 * Decrypts content that is in memory as a whole.
 *
 * @throws ERR_CMS_DECRYPTION_FAILED, and then keeps nothing of it.
 */
export function cbcPlaintext({ algorithm, cek }: DecryptionContext, octets: Uint8Array): Buffer {
  const { nodeName, blockBytes } = cipherEntry(algorithm.cipher)
  const decipher = cek.use((key) => createDecipheriv(nodeName, key, algorithm.iv))
  decipher.setAutoPadding(false)
  const plaintext = updateWhole(decipher, octets)
  release(decipher)
  const paddingBytes = plaintext[plaintext.length - 1]!
  if (isPadded(plaintext.subarray(-blockBytes), paddingBytes) === 0) {
    plaintext.fill(0)
    throw decryptionFailed()
  }
  return plaintext.subarray(0, plaintext.length - paddingBytes)
}

/**
 * Finds the size of the plaintext from the padding of the last block (RFC 5652 §6.3), which also
 * is the only thing that tells a wrong CEK from the right one.
 *
 * @throws ERR_CMS_DECRYPTION_FAILED
 */
export async function cbcPlaintextBytes(context: DecryptionContext): Promise<number> {
  const { algorithm, cek, envelope, layout } = context
  const { nodeName, blockBytes } = cipherEntry(algorithm.cipher)
  const to = layout.contentBytes
  const end = { from: Math.max(to - 2 * blockBytes, 0), to }
  const octets = await readContentOctets(envelope, layout, end)
  const iv = octets.length > blockBytes ? octets.subarray(0, blockBytes) : algorithm.iv
  const decipher = cek.use((key) => createDecipheriv(nodeName, key, iv)).setAutoPadding(false)
  const block = decipher.update(octets.subarray(-blockBytes))
  release(decipher)
  const paddingBytes = block[blockBytes - 1]!
  const isSound = isPadded(block, paddingBytes)
  block.fill(0)
  if (isSound === 0) throw decryptionFailed()
  return to - paddingBytes
}

/** RFC 5652 §6.3: as many octets of that value as are missing to a whole block, at least one. */
function isPadded(block: Buffer, paddingBytes: number): number {
  let isSound = ~isZero(paddingBytes) & isLess(paddingBytes, block.length + 1)
  for (let index = 0; index < block.length; index += 1) {
    const isPadding = ~isLess(index, block.length - paddingBytes)
    isSound &= ~isPadding | isEqual(block[index]!, paddingBytes)
  }
  return isSound
}

import { createDecipheriv, type CipherGCMTypes, type DecipherGCM } from "node:crypto"
import { cipherEntry, type EnvelopeTrailer, type OctetRange } from "@gir/cms"
import { decryptionFailed } from "./decryption-failed.ts"
import { eachMade, updateWhole, type Chunks } from "./generated-stream.ts"
import { octetsOf, release, type DecryptionContext } from "./decryption-context.ts"

/** Content up to this size is held back until its tag is verified: it costs no second pass. */
const MAX_HELD_BYTES = 1024 * 1024
const BLOCK_BYTES = 16
/** SP 800-38D §7.1: with a nonce of 96 bits the first block is encrypted under counter 2. */
const FIRST_COUNTER = 2

/**
 * Decrypts plaintext `from` up to `to` of content whose stored bytes are already verified. All of
 * it runs through GCM, and its tag is checked at the end; a part of it has no tag, and is the
 * counter mode underneath with the counter moved.
 */
export function decryptGcm(
  context: DecryptionContext,
  { from, to, signal }: OctetRange,
): AsyncGenerator<Chunks> {
  const isWhole = from === 0 && to === context.layout.contentBytes
  return isWhole ? decryptWhole(context, signal) : decryptPart(context, { from, to, signal })
}

async function* decryptWhole(
  context: DecryptionContext,
  signal: AbortSignal | undefined,
): AsyncGenerator<Chunks> {
  const octetCount = context.layout.contentBytes
  const decipher = gcmDecipher(context, await context.trailer())
  const held: Uint8Array[] | null = octetCount <= MAX_HELD_BYTES ? [] : null
  let isFinished = false
  try {
    for await (const batch of octetsOf(context, { from: 0, to: octetCount, signal })) {
      const plaintext = eachMade(batch, (octets) => decipher.update(octets))
      if (held === null) yield plaintext
      else held.push(...plaintext)
    }
    isFinished = true
    assertTag(decipher)
  } finally {
    if (!isFinished) release(decipher)
  }
  if (held !== null) yield held
}

/**
 * Decrypts content that is in memory as a whole.
 *
 * @throws ERR_CMS_DECRYPTION_FAILED, and then keeps nothing of it.
 */
export function gcmPlaintext(
  context: DecryptionContext,
  { octets, trailer }: { readonly octets: Uint8Array; readonly trailer: EnvelopeTrailer },
): Buffer {
  const decipher = gcmDecipher(context, trailer)
  const plaintext = updateWhole(decipher, octets)
  try {
    assertTag(decipher)
    return plaintext
  } catch (error) {
    plaintext.fill(0)
    throw error
  }
}

async function* decryptPart(
  context: DecryptionContext,
  { from, to, signal }: OctetRange,
): AsyncGenerator<Chunks> {
  if (from >= to) return
  const firstBlock = Math.floor(from / BLOCK_BYTES)
  const { cipher, iv } = context.algorithm
  const counterMode = cipherEntry(cipher).nodeName.replace("gcm", "ctr")
  const counter = counterBlock(iv, firstBlock)
  const decipher = context.cek.use((cek) => createDecipheriv(counterMode, cek, counter))
  try {
    let skip = from - firstBlock * BLOCK_BYTES
    const trim = (plaintext: Buffer): Buffer => {
      const kept = plaintext.subarray(skip)
      skip -= plaintext.length - kept.length
      return kept
    }
    for await (const batch of octetsOf(context, { from: from - skip, to, signal })) {
      yield eachMade(batch, (octets) => trim(decipher.update(octets)))
    }
  } finally {
    release(decipher)
  }
}

/** SP 800-38D §6.5: inc32 counts in the last 32 bits. 60 GiB are 2^31.9 blocks: it never wraps. */
function counterBlock(nonce: Uint8Array, firstBlock: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES)
  block.set(nonce)
  block.writeUInt32BE(FIRST_COUNTER + firstBlock, nonce.length)
  return block
}

/** A decipher that will verify the tag when it is finished. */
export function gcmDecipher(
  context: Pick<DecryptionContext, "algorithm" | "cek">,
  trailer: EnvelopeTrailer,
): DecipherGCM {
  const { cipher, iv, tagBytes } = context.algorithm
  const name = cipherEntry(cipher).nodeName as CipherGCMTypes
  const decipher = context.cek.use((cek) =>
    // Without the length Node accepts a tag of 4 bytes.
    createDecipheriv(name, cek, iv, { authTagLength: tagBytes }),
  )
  if (trailer.mac !== null) decipher.setAuthTag(trailer.mac)
  if (trailer.aad.length > 0) decipher.setAAD(trailer.aad)
  return decipher
}

/** @throws ERR_CMS_DECRYPTION_FAILED when the content or its attributes are not what was encrypted. */
export function assertTag(decipher: DecipherGCM): void {
  try {
    decipher.final()
  } catch {
    throw decryptionFailed()
  }
}

import {
  defineByteSource,
  positionOf,
  SegmentDigester,
  type Batch,
  type ByteSource,
} from "@gir/cms"
import { assertTag, gcmDecipher } from "./decrypt-gcm.ts"
import { octetsOf, release, type DecryptionContext } from "./decryption-context.ts"
import { verifiedSource } from "./verified-source.ts"

/**
 * The first of two passes over a foreign envelope: verifies the tag over all of the content.
 *
 * @param isRetained the envelope is in memory, where nobody changes it between the passes. If not,
 * digests of the stored bytes are taken on the way, for the second pass to compare with.
 * @returns the envelope, from which the second pass may release what it reads.
 * @throws ERR_CMS_DECRYPTION_FAILED
 */
export async function authenticateGcm(
  context: DecryptionContext,
  { isRetained }: { readonly isRetained: boolean },
): Promise<ByteSource> {
  const { envelope } = context
  if (isRetained) {
    await verifyTag(context)
    return envelope
  }
  const { layout } = context
  const digester = new SegmentDigester()
  const tapped = tappedSource(envelope, (chunk) => digester.update(chunk))
  const contentFrom = positionOf(layout, 0)
  await drain(tapped.batches(0, contentFrom))
  await verifyTag({ ...context, envelope: tapped })
  const contentEnd =
    layout.contentBytes === 0 ? contentFrom : positionOf(layout, layout.contentBytes - 1) + 1
  await drain(tapped.batches(contentEnd, envelope.totalBytes))
  return verifiedSource(envelope, digester.finish())
}

async function verifyTag(context: DecryptionContext): Promise<void> {
  const decipher = gcmDecipher(context, await context.trailer())
  let isFinished = false
  try {
    for await (const batch of octetsOf(context, { from: 0, to: context.layout.contentBytes })) {
      for (const octets of batch) decipher.update(octets)
    }
    isFinished = true
    assertTag(decipher)
  } finally {
    if (!isFinished) release(decipher)
  }
}

function tappedSource(source: ByteSource, tap: (chunk: Uint8Array) => void): ByteSource {
  return defineByteSource(source.totalBytes, async function* (from, to) {
    for await (const batch of source.batches(from, to)) {
      batch.forEach(tap)
      yield batch
    }
  })
}

async function drain(batches: AsyncGenerator<Batch>): Promise<void> {
  for await (const batch of batches) void batch
}

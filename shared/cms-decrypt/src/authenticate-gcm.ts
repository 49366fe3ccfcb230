import {
  contentOctets,
  positionOf,
  SegmentDigester,
  type ByteSource,
  type SegmentDigests,
} from "@gir/cms"
import { assertTag, gcmDecipher } from "./decrypt-gcm.ts"
import { release, type DecryptionContext } from "./decryption-context.ts"

/**
 * The first of two passes over a foreign envelope: verifies the tag over all of the content, and
 * takes digests of the stored bytes on the way, so that the second pass can release them segment
 * by segment and still notices when the file has changed in between.
 *
 * @throws ERR_CMS_DECRYPTION_FAILED
 */
export async function authenticateGcm(context: DecryptionContext): Promise<SegmentDigests> {
  const { envelope, layout } = context
  const digester = new SegmentDigester()
  const tapped = tappedSource(envelope, (chunk) => digester.update(chunk))
  const { contentBytes } = layout
  const [start, end] =
    contentBytes === 0
      ? [layout.end, layout.end]
      : [positionOf(layout, 0), positionOf(layout, contentBytes - 1) + 1]
  const decipher = gcmDecipher(context, await context.trailer())
  try {
    await drain(tapped.chunks(0, start))
    for await (const octets of contentOctets(tapped, layout, { from: 0, to: contentBytes })) {
      decipher.update(octets)
    }
    await drain(tapped.chunks(end, envelope.totalBytes))
    assertTag(decipher)
    return digester.finish()
  } finally {
    release(decipher)
  }
}

function tappedSource(source: ByteSource, tap: (chunk: Uint8Array) => void): ByteSource {
  return {
    totalBytes: source.totalBytes,
    async *chunks(from, to) {
      for await (const chunk of source.chunks(from, to)) {
        tap(chunk)
        yield chunk
      }
    },
  }
}

async function drain(chunks: AsyncGenerator<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) void chunk
}

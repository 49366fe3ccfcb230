import type { Readable } from "node:stream"
import { byteSource, type CiphertextSource, type SegmentDigests } from "@gir/cms"
import { generatedStream } from "./generated-stream.ts"
import { verifiedSource } from "./verified-source.ts"

/**
 * Reads a media file that is stored in clear: its segments are verified all the same.
 *
 * @returns the bytes `from` up to, but without, `to`; all of them without a range. The stream fails
 * with ERR_CMS_SEGMENT_DIGEST before a byte of a changed segment.
 */
export function verifiedContent(
  source: CiphertextSource,
  segments: SegmentDigests,
  range?: { readonly from: number; readonly to: number },
): Readable {
  return generatedStream((signal) => {
    const { from, to } = range ?? { from: 0, to: source.totalBytes }
    return verifiedSource(byteSource(source), segments).batches(from, to, signal)
  })
}

import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import type { CiphertextSource } from "@gir/cms"
import type { RwsClient } from "../peers/rws-client.ts"

/** An envelope's header fits, with dozens of recipients; one request brings it. */
const HEAD_BYTES = 65_536

/** The stored bytes of a media file, by range, as Web Services hands them out. */
export function storedEnvelope(
  rws: RwsClient,
  { mediaId, storedBytes }: { mediaId: string; storedBytes: number },
): CiphertextSource {
  let head: Promise<Buffer> | undefined
  return {
    totalBytes: storedBytes,
    read: async (from, to) => {
      if (to > HEAD_BYTES) return rws.storedBytes(mediaId, from, to)
      head ??= rws.storedBytes(mediaId, 0, Math.min(HEAD_BYTES, storedBytes)).then(buffer)
      return Readable.from([(await head).subarray(from, to)], { objectMode: false })
    },
  }
}

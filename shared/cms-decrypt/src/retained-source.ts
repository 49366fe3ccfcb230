import { readBytes, type ByteSource } from "@gir/cms"

/** What is not longer than one segment is read once and kept, until its envelope is let go. */
const MAX_RETAINED_BYTES = 1024 * 1024

/** Spares a short recording from being read for its header, its end, and again for its content. */
export function retainedWhenShort(source: ByteSource): ByteSource {
  const { totalBytes } = source
  if (totalBytes > MAX_RETAINED_BYTES) return source
  let whole: Uint8Array | null = null
  return {
    totalBytes,
    async *chunks(from, to) {
      whole ??= await readBytes(source, { from: 0, to: totalBytes })
      if (from < to) yield whole.subarray(from, to)
    },
  }
}

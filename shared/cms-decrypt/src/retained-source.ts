import { MAX_HEADER_BYTES, readBytes, type ByteSource } from "@gir/cms"

/** What is not longer than one segment is read once and kept, until its envelope is let go. */
const MAX_RETAINED_BYTES = 1024 * 1024

/**
 * Reads the beginning of a source once: the form is recognised by it, the header decoded from it.
 * A short recording is kept whole, so that it is not read again for its end and its content.
 */
export function retainedSource(source: ByteSource): ByteSource {
  const { totalBytes } = source
  const isShort = totalBytes <= MAX_RETAINED_BYTES
  const retainedBytes = isShort ? totalBytes : MAX_HEADER_BYTES
  let retained: Uint8Array | null = null
  return {
    totalBytes,
    async *chunks(from, to, signal) {
      if (to > retainedBytes) {
        yield* source.chunks(from, to, signal)
        return
      }
      retained ??= await readBytes(source, { from: 0, to: retainedBytes })
      if (from < to) yield retained.subarray(from, to)
    },
  }
}

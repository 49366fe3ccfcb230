import {
  defineByteSource,
  MAX_HEADER_BYTES,
  readBytes,
  type Batch,
  type ByteSource,
} from "@gir/cms"

/** What is not longer than one segment is read once and kept, until its envelope is let go. */
const MAX_RETAINED_BYTES = 1024 * 1024

/** True when {@link retainedSource} keeps all of it. */
export function isRetainable({ totalBytes }: ByteSource): boolean {
  return totalBytes <= MAX_RETAINED_BYTES
}

/**
 * Reads the beginning of a source once: the form is recognised by it, the header decoded from it.
 * A short recording is kept whole, so that it is not read again for its end and its content.
 */
export function retainedSource(source: ByteSource): ByteSource {
  const { totalBytes } = source
  const retainedBytes = isRetainable(source) ? totalBytes : MAX_HEADER_BYTES
  let retained: Uint8Array | null = null
  const retainedBatches = async function* (from: number, to: number): AsyncGenerator<Batch> {
    retained ??= await readBytes(source, { from: 0, to: retainedBytes })
    if (from < to) yield [retained.subarray(from, to)]
  }
  return defineByteSource(totalBytes, (from, to, signal) =>
    to <= retainedBytes ? retainedBatches(from, to) : source.batches(from, to, signal),
  )
}

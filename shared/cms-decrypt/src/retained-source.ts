import {
  defineByteSource,
  MAX_HEADER_BYTES,
  readBytes,
  type Batch,
  type ByteSource,
} from "@gir/cms"

/**
 * What is not longer is read once and kept, until its envelope is let go: its beginning and its end
 * are wanted before its content, which would read, and verify, two of its segments twice.
 */
const MAX_RETAINED_BYTES = 3 * 1024 * 1024

/**
 * Reads the beginning of a source once: the form is recognised by it, the header decoded from it.
 * A short recording is kept whole, so that it is not read again for its end and its content.
 */
export async function retainedSource(source: ByteSource): Promise<ByteSource> {
  if (source.held !== undefined) return source
  const { totalBytes } = source
  const retainedBytes = totalBytes <= MAX_RETAINED_BYTES ? totalBytes : MAX_HEADER_BYTES
  const retained = await readBytes(source, { from: 0, to: retainedBytes })
  const held = (from: number, to: number): Uint8Array | null =>
    to <= retainedBytes ? retained.subarray(from, to) : null
  const batches: ByteSource["batches"] = (from, to, signal) => {
    const bytes = held(from, to)
    return bytes === null ? source.batches(from, to, signal) : oneBatch(bytes)
  }
  return { ...defineByteSource(totalBytes, batches), held }
}

async function* oneBatch(bytes: Uint8Array): AsyncGenerator<Batch> {
  if (bytes.length > 0) yield [bytes]
}

import { Readable } from "node:stream"
import { malformed } from "./refuse.ts"

/** Stored bytes that can be read from any place: a file, an object, an HTTP address. */
export interface CiphertextSource {
  /** Length of the whole stored object. */
  readonly totalBytes: number
  /**
   * Opens the bytes from `from` up to, but without, `to`. May be called any number of times, and
   * again before an earlier stream has ended. Whoever loses interest destroys the stream.
   *
   * @throws whatever the storage throws; it reaches the reader of the content unchanged.
   */
  read(from: number, to: number): Promise<Readable>
}

/** The same, as this house's readers pass it on: chunks in order, and nothing after an abort. */
export interface ByteSource {
  readonly totalBytes: number
  /** Exactly the bytes `from` to `to`, in chunks. Leaving the loop closes what was opened. */
  chunks(from: number, to: number, signal?: AbortSignal): AsyncGenerator<Uint8Array>
}

/** @throws ERR_CMS_MALFORMED while reading, when the source yields fewer bytes than it has. */
export function byteSource(source: CiphertextSource): ByteSource {
  return {
    totalBytes: source.totalBytes,
    chunks: (from, to, signal) => chunksOf(source, { from, to }, signal),
  }
}

async function* chunksOf(
  source: CiphertextSource,
  { from, to }: { from: number; to: number },
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (from >= to) return
  const stream = await source.read(from, to)
  // A stalled source would never come back to the loop that left it.
  const stop = (): unknown => stream.destroy()
  signal?.addEventListener("abort", stop, { once: true })
  try {
    let left = to - from
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      if (chunk.length > left) yield chunk.subarray(0, left)
      else yield chunk
      left -= chunk.length
      if (left <= 0) return
    }
    if (!signal?.aborted) throw malformed(`the source ended ${left} bytes early`, to - left)
  } finally {
    signal?.removeEventListener("abort", stop)
    stream.destroy()
  }
}

/** A source over bytes in memory. */
export function memorySource(bytes: Uint8Array): CiphertextSource {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    totalBytes: bytes.length,
    read: async (from, to) =>
      Readable.from(slices(whole.subarray(from, to)), { objectMode: false }),
  }
}

const MEMORY_SLICE_BYTES = 65_536

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += MEMORY_SLICE_BYTES) {
    yield bytes.subarray(at, at + MEMORY_SLICE_BYTES)
  }
}

/** Reads a small stretch whole. The caller bounds `to - from`. */
export async function readBytes(
  source: ByteSource,
  { from, to }: { from: number; to: number },
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of source.chunks(from, to)) chunks.push(chunk)
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
}

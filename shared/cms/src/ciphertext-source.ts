import { Readable } from "node:stream"
import { malformed } from "./refuse.ts"
import { streamBatches } from "./stream-batches.ts"

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
  /** All of them, when they are in memory: they are then not read as a stream. */
  readonly bytes?: Uint8Array
}

/** Chunks that are at hand together. Handing them on one by one would cost as much as AES does. */
export type Batch = readonly Uint8Array[]

/** The same, as this house's readers pass it on: bytes in order, and nothing after an abort. */
export interface ByteSource {
  readonly totalBytes: number
  /** Exactly the bytes `from` to `to`, in batches. Leaving the loop closes what was opened. */
  batches(from: number, to: number, signal?: AbortSignal): AsyncGenerator<Batch>
  /** The same, one chunk at a time. */
  chunks(from: number, to: number, signal?: AbortSignal): AsyncGenerator<Uint8Array>
  /** The same without waiting, from a source that keeps some of its bytes; `null` for others. */
  held?(from: number, to: number): Uint8Array | null
}

export function defineByteSource(totalBytes: number, batches: ByteSource["batches"]): ByteSource {
  return {
    totalBytes,
    batches,
    async *chunks(from, to, signal) {
      for await (const batch of batches(from, to, signal)) yield* batch
    },
  }
}

/** @throws ERR_CMS_MALFORMED while reading, when the source yields fewer bytes than it has. */
export function byteSource(source: CiphertextSource): ByteSource {
  if (source.bytes !== undefined) return heldSource(source.bytes)
  return defineByteSource(source.totalBytes, (from, to, signal) =>
    exactBatches(source, { from, to }, signal),
  )
}

async function* exactBatches(
  source: CiphertextSource,
  { from, to }: { from: number; to: number },
  signal?: AbortSignal,
): AsyncGenerator<Batch> {
  let left = to - from
  if (left <= 0) return
  for await (const batch of streamBatches(await source.read(from, to), signal)) {
    const bytes = sizeOf(batch)
    yield bytes > left ? [Buffer.concat(batch).subarray(0, left)] : batch
    left -= bytes
    // At 0 the stream ends by itself, which is cheaper than being stopped.
    if (left < 0) return
  }
  if (left > 0 && signal?.aborted !== true) {
    throw malformed(`the source ended ${left} bytes early`, to - left)
  }
}

function sizeOf(batch: Batch): number {
  return batch.reduce((sum, chunk) => sum + chunk.length, 0)
}

/** A source over bytes in memory. */
export function memorySource(bytes: Uint8Array): CiphertextSource {
  const source = heldSource(bytes)
  return {
    totalBytes: bytes.length,
    bytes,
    read: async (from, to) => Readable.from(source.chunks(from, to), { objectMode: false }),
  }
}

/** The same for this house's readers, which need neither a stream nor a copy of it. */
export function heldSource(bytes: Uint8Array): ByteSource {
  const held = (from: number, to: number): Uint8Array => bytes.subarray(from, to)
  return { ...defineByteSource(bytes.length, (from, to) => slices(held(from, to))), held }
}

/** As long as a segment of ours: each is verified without being cut. */
const SLICE_BYTES = 1024 * 1024

async function* slices(bytes: Uint8Array): AsyncGenerator<Batch> {
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    yield [bytes.subarray(at, at + SLICE_BYTES)]
  }
}

/** Reads a small stretch whole. The caller bounds `to - from`. */
export async function readBytes(
  source: ByteSource,
  { from, to }: { from: number; to: number },
): Promise<Uint8Array> {
  const held = source.held?.(from, to) ?? null
  if (held !== null) return held
  const chunks: Uint8Array[] = []
  for await (const batch of source.batches(from, to)) chunks.push(...batch)
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
}

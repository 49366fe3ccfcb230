import { createHash, hash, type Hash } from "node:crypto"
import {
  defineByteSource,
  rootDigest,
  type Batch,
  type ByteSource,
  type SegmentDigests,
} from "@gir/cms"
import { GirError } from "@gir/errors"

/** A segment is held in memory until it is verified; ours have 1 MiB. */
const MAX_SEGMENT_BYTES = 16 * 1024 * 1024

/**
 * A source that yields only bytes whose segment was compared with its recorded digest. It reads
 * whole segments, and of them only those that cover what is asked for.
 *
 * @throws ERR_CMS_SEGMENT_DIGEST at once when the digests do not fit the stored object or each
 * other; while reading, when a segment is not what was written: no byte of it is yielded.
 */
export function verifiedSource(source: ByteSource, segments: SegmentDigests): ByteSource {
  const digests = segments.digests.map((digest) => Buffer.from(digest, "hex"))
  assertConsistent(source, segments, digests)
  const plan = { source, segmentBytes: segments.segmentBytes, digests }
  return defineByteSource(source.totalBytes, (from, to, signal) =>
    verifiedBatches(plan, { from, to }, signal),
  )
}

/**
 * The same for bytes that are in memory: all segments are compared at once.
 *
 * @throws ERR_CMS_SEGMENT_DIGEST
 */
export function verifySegments(bytes: Uint8Array, segments: SegmentDigests): void {
  const digests = segments.digests.map((digest) => Buffer.from(digest, "hex"))
  assertConsistent({ totalBytes: bytes.length }, segments, digests)
  for (const [index, digest] of digests.entries()) {
    const from = index * segments.segmentBytes
    const segment = bytes.subarray(from, from + segments.segmentBytes)
    if (hash("sha256", segment, "buffer").equals(digest)) continue
    throw segmentError({ index, from, bytes: segment.length })
  }
}

function assertConsistent(
  { totalBytes }: Pick<ByteSource, "totalBytes">,
  segments: SegmentDigests,
  digests: readonly Buffer[],
): void {
  const { segmentBytes } = segments
  if (totalBytes !== segments.totalBytes) {
    const message = `${totalBytes} bytes are stored, ${segments.totalBytes} were written`
    throw digestError(message, { storedBytes: totalBytes, writtenBytes: segments.totalBytes })
  }
  const isSane = Number.isSafeInteger(segmentBytes) && segmentBytes > 0
  if (!isSane || segmentBytes > MAX_SEGMENT_BYTES) {
    throw digestError(`segments of ${segmentBytes} bytes cannot be verified`, { segmentBytes })
  }
  const expected = Math.ceil(totalBytes / segmentBytes)
  if (digests.length !== expected) {
    const message = `${digests.length} digests for ${expected} segments`
    throw digestError(message, { digests: digests.length, segments: expected })
  }
  if (rootDigest(digests).toString("hex") !== segments.root) {
    throw digestError("the digests do not belong together", {})
  }
}

interface VerifyPlan {
  readonly source: ByteSource
  readonly segmentBytes: number
  readonly digests: readonly Buffer[]
}

async function* verifiedBatches(
  { source, segmentBytes, digests }: VerifyPlan,
  { from, to }: { from: number; to: number },
  signal?: AbortSignal,
): AsyncGenerator<Batch> {
  if (from >= to) return
  const first = Math.floor(from / segmentBytes)
  const end = Math.min(Math.ceil(to / segmentBytes) * segmentBytes, source.totalBytes)
  let segment = new HeldSegment(first, { segmentBytes, end })
  for await (const chunk of source.chunks(first * segmentBytes, end, signal)) {
    let rest = chunk
    while (rest.length > 0) {
      rest = segment.take(rest)
      if (!segment.isComplete()) continue
      segment.verify(digests[segment.index])
      yield [...segment.between(from, to)]
      segment = new HeldSegment(segment.index + 1, { segmentBytes, end })
    }
  }
}

/** One segment on its way from "arrived" to "verified". */
class HeldSegment {
  readonly index: number
  readonly #from: number
  readonly #hash: Hash = createHash("sha256")
  readonly #parts: Uint8Array[] = []
  readonly #bytes: number
  #left: number

  constructor(index: number, { segmentBytes, end }: { segmentBytes: number; end: number }) {
    this.index = index
    this.#from = index * segmentBytes
    this.#bytes = Math.min(segmentBytes, end - this.#from)
    this.#left = this.#bytes
  }

  /** @returns the rest of the chunk, which belongs to the next segment. */
  take(chunk: Uint8Array): Uint8Array {
    const part = chunk.length > this.#left ? chunk.subarray(0, this.#left) : chunk
    this.#hash.update(part)
    this.#parts.push(part)
    this.#left -= part.length
    return chunk.subarray(part.length)
  }

  isComplete(): boolean {
    return this.#left === 0
  }

  verify(digest: Buffer | undefined): void {
    if (digest !== undefined && this.#hash.digest().equals(digest)) return
    throw segmentError({ index: this.index, from: this.#from, bytes: this.#bytes })
  }

  /** Its bytes from `from` up to, but without, `to`; positions in the whole object. */
  *between(from: number, to: number): Generator<Uint8Array> {
    let at = this.#from
    for (const part of this.#parts) {
      const [start, end] = [Math.max(from - at, 0), Math.min(to - at, part.length)]
      if (start < end) yield part.subarray(start, end)
      at += part.length
    }
  }
}

interface Segment {
  readonly index: number
  readonly from: number
  readonly bytes: number
}

function segmentError({ index, from, bytes }: Segment): GirError {
  const to = from + bytes - 1
  const message = `segment ${index}, bytes ${from} to ${to}, is not what was written`
  return digestError(message, { segment: index, from, to })
}

function digestError(message: string, fields: Readonly<Record<string, unknown>>): GirError {
  return new GirError("ERR_CMS_SEGMENT_DIGEST", message, { fields })
}

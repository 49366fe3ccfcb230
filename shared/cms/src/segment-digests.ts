import { createHash, type Hash } from "node:crypto"

/** The writer's own digests of the stored bytes; the shape is that of the recording's metadata. */
export interface SegmentDigests {
  readonly segmentBytes: number
  /** Length of the whole stored object; the last segment may be short. */
  readonly totalBytes: number
  /** SHA-256 over the concatenated segment digests, lower-case hexadecimal. */
  readonly root: string
  readonly digests: string[]
}

/** 1 MiB: a playback starts after one segment, and the digests are 1/16,384 of a recording. */
export const SEGMENT_BYTES = 1024 * 1024

/** Digests stored bytes segment by segment, as they go by. */
export class SegmentDigester {
  readonly #segmentBytes: number
  readonly #digests: Buffer[] = []
  #hash: Hash | null = null
  #segmentLeft: number
  #totalBytes = 0

  constructor(segmentBytes: number = SEGMENT_BYTES) {
    this.#segmentBytes = segmentBytes
    this.#segmentLeft = segmentBytes
  }

  update(chunk: Uint8Array): void {
    this.#totalBytes += chunk.length
    let rest = chunk
    while (rest.length > 0) {
      this.#hash ??= createHash("sha256")
      const part = rest.subarray(0, this.#segmentLeft)
      this.#hash.update(part)
      this.#segmentLeft -= part.length
      rest = rest.subarray(part.length)
      if (this.#segmentLeft === 0) this.#endSegment(this.#hash)
    }
  }

  /** Call once, after the last byte. */
  finish(): SegmentDigests {
    if (this.#hash !== null) this.#endSegment(this.#hash)
    return {
      segmentBytes: this.#segmentBytes,
      totalBytes: this.#totalBytes,
      root: rootDigest(this.#digests).toString("hex"),
      digests: this.#digests.map((digest) => digest.toString("hex")),
    }
  }

  #endSegment(hash: Hash): void {
    this.#digests.push(hash.digest())
    this.#hash = null
    this.#segmentLeft = this.#segmentBytes
  }
}

/** One digest that stands for all segments. */
export function rootDigest(digests: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha256")
  for (const digest of digests) hash.update(digest)
  return hash.digest()
}

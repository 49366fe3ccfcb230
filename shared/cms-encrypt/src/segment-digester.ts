import { Transform, type TransformCallback } from "node:stream"
import { SegmentDigester, type SegmentDigests } from "@gir/cms"

/**
 * Passes bytes through unchanged and digests them, for media files that are stored in clear.
 *
 * @returns a stream whose `segments()` may be called once it has ended.
 */
export function segmentDigester(): Transform & { segments(): SegmentDigests } {
  return new DigestingStream()
}

class DigestingStream extends Transform {
  readonly #digester = new SegmentDigester()
  #segments: SegmentDigests | null = null

  segments(): SegmentDigests {
    if (this.#segments === null) throw new Error("the digests are known after the stream has ended")
    return this.#segments
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#digester.update(chunk)
    done(null, chunk)
  }

  override _flush(done: TransformCallback): void {
    this.#segments = this.#digester.finish()
    done()
  }
}

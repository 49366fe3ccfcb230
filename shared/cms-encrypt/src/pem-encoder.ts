import { Transform, type TransformCallback } from "node:stream"

/** RFC 7468 §9 */
const BEGIN = "-----BEGIN CMS-----\n"
const END = "-----END CMS-----\n"
/** RFC 7468 §2: every line but the last has exactly 64 characters. */
const LINE_CHARACTERS = 64
const LINE_BYTES = (LINE_CHARACTERS / 4) * 3

/** Wraps an envelope in the text form of RFC 7468. */
export function pemEncoder(): Transform {
  return new PemEncoder()
}

/** Exact size of the text around `bytes` bytes. */
export function pemSize(bytes: number): number {
  const lines = Math.ceil(bytes / LINE_BYTES)
  return BEGIN.length + Math.ceil(bytes / 3) * 4 + lines + END.length
}

class PemEncoder extends Transform {
  #carry: Buffer = Buffer.alloc(0)
  #isBegun = false

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#begin()
    const bytes = this.#carry.length === 0 ? chunk : Buffer.concat([this.#carry, chunk])
    const whole = bytes.length - (bytes.length % LINE_BYTES)
    this.#carry = bytes.subarray(whole)
    done(null, whole === 0 ? undefined : lines(bytes.subarray(0, whole)))
  }

  override _flush(done: TransformCallback): void {
    this.#begin()
    if (this.#carry.length > 0) this.push(lines(this.#carry))
    done(null, Buffer.from(END))
  }

  #begin(): void {
    if (this.#isBegun) return
    this.#isBegun = true
    this.push(Buffer.from(BEGIN))
  }
}

function lines(bytes: Buffer): Buffer {
  const text = bytes.toString("base64").replace(/.{1,64}/g, "$&\n")
  return Buffer.from(text, "latin1")
}

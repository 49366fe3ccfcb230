import type { CipherGCM } from "node:crypto"
import { Transform, type TransformCallback } from "node:stream"
import {
  cipherEntry,
  SegmentDigester,
  type ContentCipher,
  type EnvelopeFrame,
  type SegmentDigests,
} from "@gir/cms"
import { GirError } from "@gir/errors"
import { PieceCutter } from "./cut-into-pieces.ts"
import { assertContentSize } from "./encryption-options.ts"
import { stepsOf } from "./update-steps.ts"

export interface EncryptingStreamOptions {
  readonly frame: EnvelopeFrame
  readonly aes: CipherGCM
  readonly cipher: ContentCipher
  /** What was announced; `null` means indefinite length, and content in pieces. */
  readonly contentBytes: number | null
  readonly isDigested: boolean
}

/**
 * Room for one write of 64 KiB behind the one that is being encrypted, so that a writer whose reader
 * keeps up need not wait for a "drain" after every write; two thousand calls have this much each.
 */
const WRITABLE_BYTES = 131_072
/** What may wait for the reader. */
const READABLE_BYTES = 65_536

/** Turns plaintext into the bytes of one envelope. */
export class EncryptingStream extends Transform {
  readonly #options: EncryptingStreamOptions
  readonly #cutter: PieceCutter | null
  readonly #digester: SegmentDigester | null
  #segments: SegmentDigests | null = null
  #contentBytes = 0
  #isHeadWritten = false
  #isCipherFinished = false

  constructor(options: EncryptingStreamOptions) {
    super({ writableHighWaterMark: WRITABLE_BYTES, readableHighWaterMark: READABLE_BYTES })
    this.#options = options
    this.#cutter = options.contentBytes === null ? new PieceCutter() : null
    this.#digester = options.isDigested ? new SegmentDigester() : null
  }

  segments(): SegmentDigests {
    if (this.#segments === null) throw new Error("the digests are known after the stream has ended")
    return this.#segments
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.#assertLength(this.#contentBytes + chunk.length)
      this.#contentBytes += chunk.length
      for (const step of stepsOf(chunk)) this.#writeContent(this.#options.aes.update(step))
      done()
    } catch (error) {
      done(error as Error)
    }
  }

  override _flush(done: TransformCallback): void {
    const { aes, cipher, frame } = this.#options
    try {
      if (this.#contentBytes !== (this.#options.contentBytes ?? this.#contentBytes)) {
        throw this.#wrongLength("shorter")
      }
      this.#isCipherFinished = true
      this.#writeContent(aes.final())
      for (const piece of this.#cutter?.finish() ?? []) this.#write(piece)
      const mac = cipherEntry(cipher).mode === "gcm" ? aes.getAuthTag() : null
      this.#write(frame.tail(mac))
      this.#segments = this.#digester?.finish() ?? null
      done()
    } catch (error) {
      done(error as Error)
    }
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    // Ends the cipher, which frees and clears its key now rather than at garbage collection.
    if (!this.#isCipherFinished) this.#options.aes.final()
    done(error)
  }

  #writeContent(octets: Uint8Array): void {
    if (!this.#isHeadWritten) {
      this.#isHeadWritten = true
      this.#write(this.#options.frame.head)
    }
    if (this.#cutter === null) this.#write(octets)
    else for (const part of this.#cutter.add(octets)) this.#write(part)
  }

  #write(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#digester?.update(bytes)
    this.push(bytes)
  }

  #assertLength(contentBytes: number): void {
    const announced = this.#options.contentBytes
    if (announced !== null && contentBytes > announced) throw this.#wrongLength("longer")
    if (announced === null) assertContentSize(this.#options.cipher, contentBytes)
  }

  #wrongLength(fault: "longer" | "shorter"): GirError {
    const announced = this.#options.contentBytes
    const message = `the content is ${fault} than the ${announced} bytes that were announced`
    return new GirError("ERR_CMS_CONTENT_LENGTH", message, {
      fields: { announcedBytes: announced, contentBytes: this.#contentBytes },
    })
  }
}

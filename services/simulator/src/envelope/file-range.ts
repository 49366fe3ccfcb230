import { GirError } from "@gir/errors"
import type { FileHandle } from "node:fs/promises"
import { Readable } from "node:stream"

/** Large reads: they cost less than the ciphers that follow them. */
const READ_BYTES = 512 * 1024

interface FileRangeOptions {
  readonly from: number
  /** Excluded; `Infinity` for what ends where it ends. */
  readonly to: number
  /** False for pipes and devices, which are read from where they are. */
  readonly isPositioned: boolean
}

/** A stretch of an open file. The handle stays open, and is not touched after the stream closed. */
export class FileRange extends Readable {
  readonly #handle: FileHandle
  readonly #options: FileRangeOptions
  #at: number
  #reading: Promise<void> = Promise.resolve()

  constructor(handle: FileHandle, options: FileRangeOptions) {
    super({ highWaterMark: READ_BYTES })
    this.#handle = handle
    this.#options = options
    this.#at = options.from
  }

  override _read(): void {
    this.#reading = this.#readNext().catch((cause: NodeJS.ErrnoException) => {
      const message = `the file cannot be read (${cause.code})`
      this.destroy(new GirError("ERR_CLI_INPUT_UNREADABLE", message, { cause }))
    })
  }

  async #readNext(): Promise<void> {
    const bytes = Math.min(READ_BYTES, this.#options.to - this.#at)
    if (bytes <= 0) {
      this.push(null)
      return
    }
    // Not from the pool: what is read may be clear media.
    const buffer = Buffer.allocUnsafeSlow(bytes)
    const position = this.#options.isPositioned ? this.#at : null
    const { bytesRead } = await this.#handle.read(buffer, 0, bytes, position)
    if (this.destroyed) return
    this.#at += bytesRead
    this.push(bytesRead === 0 ? null : buffer.subarray(0, bytesRead))
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    void this.#reading.then(() => done(error))
  }
}

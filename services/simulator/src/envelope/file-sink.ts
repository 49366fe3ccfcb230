import type { FileHandle } from "node:fs/promises"
import { Writable } from "node:stream"

/** What may wait for the disk, besides what is being written; more of it is more memory. */
const WAITING_BYTES = 4 * 1024 * 1024

type Done = (error?: Error | null) => void

/**
 * Writes to an open file, from its beginning, and closes it. One batch is written while the next one
 * is made: a write stream of Node's takes more only when nothing is left to write, so that the cipher
 * and the disk wait for each other by turns.
 */
export class FileSink extends Writable {
  readonly #handle: FileHandle
  #writing: Promise<void> = Promise.resolve()

  constructor(handle: FileHandle) {
    super({ highWaterMark: WAITING_BYTES })
    this.#handle = handle
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#writeAfter([chunk], done)
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: Done): void {
    this.#writeAfter(
      chunks.map(({ chunk }) => chunk),
      done,
    )
  }

  override _final(done: Done): void {
    this.#writing.then(() => done(), done)
  }

  override _destroy(error: Error | null, done: Done): void {
    const isOver = this.#writing.catch(() => undefined)
    const isClosed = isOver.then(() => this.#handle.close())
    isClosed.then(
      () => done(error),
      (closing: Error) => done(error ?? closing),
    )
  }

  /** Waits for the batch before, which may have failed, and not for this one. */
  #writeAfter(chunks: readonly Buffer[], done: Done): void {
    this.#writing.then(() => {
      this.#writing = this.#writeAll(chunks)
      // Its error is told by what comes after it: a write, or the end.
      this.#writing.catch(() => undefined)
      done()
    }, done)
  }

  async #writeAll(chunks: readonly Buffer[]): Promise<void> {
    let left = chunks
    while (left.length > 0) {
      const { bytesWritten } = await this.#handle.writev(left)
      left = without(left, bytesWritten)
    }
  }
}

/** The system may write less than it is given. */
function without(chunks: readonly Buffer[], bytes: number): readonly Buffer[] {
  let over = bytes
  return chunks.flatMap((chunk) => {
    const written = Math.min(over, chunk.length)
    over -= written
    return written === chunk.length ? [] : [chunk.subarray(written)]
  })
}

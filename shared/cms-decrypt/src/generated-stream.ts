import { Readable } from "node:stream"

/**
 * A stream over a generator, which can be stopped while the generator waits: `Readable.from` would
 * wait for it first, and a stalled storage would keep a file open after its reader has gone.
 *
 * @param start makes the generator; it is called when the first byte is wanted. The signal is
 * aborted when the stream is destroyed.
 */
export function generatedStream(
  start: (signal: AbortSignal) => AsyncGenerator<Uint8Array>,
): Readable {
  return new GeneratedStream(start)
}

class GeneratedStream extends Readable {
  readonly #abort = new AbortController()
  readonly #start: (signal: AbortSignal) => AsyncGenerator<Uint8Array>
  #generator: AsyncGenerator<Uint8Array> | null = null

  constructor(start: (signal: AbortSignal) => AsyncGenerator<Uint8Array>) {
    // Nothing is read ahead: a failure then comes after all that was good before it, instead of
    // throwing it away, and what nobody asks for is not decrypted.
    super({ highWaterMark: 0 })
    this.#start = start
  }

  override _read(): void {
    this.#pull().catch((error: Error) => this.destroy(error))
  }

  async #pull(): Promise<void> {
    this.#generator ??= this.#start(this.#abort.signal)
    for (;;) {
      const { done, value } = await this.#generator.next()
      if (this.destroyed) return
      // An empty chunk would not wake the reader.
      if (done !== true && value.length === 0) continue
      this.push(done === true ? null : value)
      return
    }
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#abort.abort()
    // Runs the `finally` of everything that is open; nobody waits for it.
    this.#generator?.return(undefined).catch(() => undefined)
    done(error)
  }
}

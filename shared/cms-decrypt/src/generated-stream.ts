import type { Decipher } from "node:crypto"
import { Readable } from "node:stream"

/** Chunks that are made while they are taken: what was made earlier has gone on by then. */
export type Chunks = Iterable<Uint8Array>

/**
 * What a cipher is given at once. Its output is then small enough that the allocator hands out the
 * same memory again, still in the processor's cache: pieces of 512 KiB cost a fifth more, and of
 * 1 MiB half as much again.
 */
const PIECE_BYTES = 131_072

/** Makes each chunk when it is taken, a long one piece by piece. */
export function* eachMade(
  chunks: Chunks,
  make: (chunk: Uint8Array) => Uint8Array,
): Generator<Uint8Array> {
  for (const chunk of chunks) {
    if (chunk.length <= PIECE_BYTES) yield make(chunk)
    else for (const piece of pieces(chunk)) yield make(piece)
  }
}

/** The same for bytes that are in memory, into one buffer. */
export function updateWhole(cipher: Decipher, bytes: Uint8Array): Buffer {
  if (bytes.length <= PIECE_BYTES) return cipher.update(bytes)
  const result = Buffer.allocUnsafeSlow(bytes.length)
  let at = 0
  for (const piece of pieces(bytes)) {
    const made = cipher.update(piece)
    result.set(made, at)
    at += made.length
  }
  return result
}

function* pieces(chunk: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
    yield chunk.subarray(at, at + PIECE_BYTES)
  }
}

/**
 * A stream over a generator, which can be stopped while the generator waits: `Readable.from` would
 * wait for it first, and a stalled storage would keep a file open after its reader has gone.
 *
 * @param start makes the generator; it is called when the first byte is wanted. The signal is
 * aborted when the stream is destroyed before its end.
 */
export function generatedStream(start: Start): Readable {
  return new GeneratedStream(start)
}

type Start = (signal: AbortSignal) => AsyncGenerator<Chunks> | Promise<AsyncGenerator<Chunks>>

class GeneratedStream extends Readable {
  readonly #abort = new AbortController()
  readonly #start: Start
  #generator: AsyncGenerator<Chunks> | null = null
  #chunks: Iterator<Uint8Array> | null = null
  #isWanted = false
  #isPulling = false

  constructor(start: Start) {
    // Nothing is read ahead: a failure then comes after all that was good before it, instead of
    // throwing it away, and nothing is decrypted that nobody asks for.
    super({ highWaterMark: 0 })
    this.#start = start
  }

  override _read(): void {
    // It may come while a chunk is being pushed: then it asks for the one after that.
    this.#isWanted = true
    if (!this.#isPulling) this.#pull().catch((error: Error) => this.destroy(error))
  }

  /** Pushes as long as the reader wants more: one that takes each chunk at once gets the next. */
  async #pull(): Promise<void> {
    this.#isPulling = true
    while (this.#isWanted) {
      const chunk = this.#nextAtHand() ?? (await this.#nextGenerated())
      if (this.destroyed) return
      this.#isWanted = false
      if (this.push(chunk)) this.#isWanted = chunk !== null
    }
    this.#isPulling = false
  }

  /** @returns `null` when the generator must be asked for more. */
  #nextAtHand(): Uint8Array | null {
    for (;;) {
      const next = this.#chunks?.next()
      if (next === undefined || next.done === true) return null
      // An empty chunk would not wake the reader.
      if (next.value.length > 0) return next.value
    }
  }

  /** @returns `null` at the end. */
  async #nextGenerated(): Promise<Uint8Array | null> {
    this.#generator ??= await this.#start(this.#abort.signal)
    // A generator that was not begun has nothing open.
    if (this.destroyed) return null
    for (;;) {
      const { done, value } = await this.#generator.next()
      if (done === true || this.destroyed) return null
      this.#chunks = value[Symbol.iterator]()
      const chunk = this.#nextAtHand()
      if (chunk !== null) return chunk
    }
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    // An abort is not cheap, and nothing waits once all has been read.
    if (!this.readableEnded) this.#abort.abort()
    // Runs the `finally` of everything that is open; nobody waits for it.
    this.#generator?.return(undefined).catch(() => undefined)
    done(error)
  }
}

import type { Readable } from "node:stream"

/** What may wait for a slow reader, besides what the stream itself buffers. */
const MAX_WAITING_BYTES = 262_144

/**
 * Reads a stream in batches of the chunks that have come meanwhile. The stream's own iterator would
 * join the chunks that it has buffered, which copies all of them.
 *
 * @param signal destroys the stream, also while it stalls: a stalled source would never come back
 * to the loop that has left it.
 */
export async function* streamBatches(
  stream: Readable,
  signal?: AbortSignal,
): AsyncGenerator<readonly Uint8Array[]> {
  const arrivals = new Arrivals(stream)
  const stop = (): unknown => stream.destroy()
  // It may have been given up while the stream was being opened.
  if (signal?.aborted === true) stop()
  signal?.addEventListener("abort", stop, { once: true })
  try {
    for (;;) {
      const batch = await arrivals.next()
      if (batch === null) return
      yield batch
    }
  } finally {
    signal?.removeEventListener("abort", stop)
    stream.destroy()
  }
}

class Arrivals {
  readonly #stream: Readable
  #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #isOver = false
  #error: Error | null = null
  #wake: (() => void) | null = null

  constructor(stream: Readable) {
    this.#stream = stream
    stream.on("data", (chunk: Uint8Array) => this.#arrive(chunk))
    stream.once("error", (error) => this.#finish(error))
    // "close" without "end": the stream was destroyed.
    stream.once("end", () => this.#finish(null)).once("close", () => this.#finish(null))
    // What has ended or failed before says so no more.
    if (stream.destroyed || stream.readableEnded) this.#finish(stream.errored)
  }

  /** @returns what has come, at least one chunk; `null` at the end. @throws the stream's error. */
  async next(): Promise<readonly Uint8Array[] | null> {
    while (this.#waiting.length === 0) {
      if (this.#error !== null) throw this.#error
      if (this.#isOver) return null
      if (this.#stream.isPaused()) this.#stream.resume()
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    const batch = this.#waiting
    this.#waiting = []
    this.#waitingBytes = 0
    return batch
  }

  #arrive(chunk: Uint8Array): void {
    this.#waiting.push(chunk)
    this.#waitingBytes += chunk.length
    if (this.#waitingBytes >= MAX_WAITING_BYTES) this.#stream.pause()
    this.#notify()
  }

  #finish(error: Error | null): void {
    this.#error ??= error
    this.#isOver = true
    this.#notify()
  }

  #notify(): void {
    this.#wake?.()
    this.#wake = null
  }
}

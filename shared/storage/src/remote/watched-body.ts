/** The body of an upload, with what is known of it while it runs. */
export interface WatchedBody {
  readonly bytes: AsyncIterable<Uint8Array>
  /** Aborted when the server takes nothing, or does not answer, for too long. */
  readonly signal: AbortSignal
  readonly storedBytes: () => number
  /** What the body itself failed with: it goes back to the caller as it is. */
  readonly failure: () => unknown
  /** Ends the watch. */
  release(): void
}

/** Nobody waits longer for a server that no longer takes the bytes that it is offered. */
const STALL_MS = 60_000

/** A slow source may take its time (a live call lasts hours); a server that stalls may not. */
export function watchedBody(body: AsyncIterable<Uint8Array>, stallMs = STALL_MS): WatchedBody {
  const stop = new AbortController()
  let storedBytes = 0
  let failure: unknown
  let timer: NodeJS.Timeout | undefined
  const release = () => clearTimeout(timer)
  const arm = () => {
    release()
    timer = setTimeout(() => stop.abort(), stallMs)
  }
  // Apart from what follows: a reader that gives up throws into that one, and is not the body's failure.
  async function* noted(): AsyncGenerator<Uint8Array> {
    try {
      yield* body
    } catch (error) {
      failure = error
      throw error
    }
  }
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const chunk of noted()) {
      storedBytes += chunk.length
      arm()
      yield chunk
      release()
    }
    arm()
  }
  return {
    bytes: bytes(),
    signal: stop.signal,
    storedBytes: () => storedBytes,
    failure: () => failure,
    release,
  }
}

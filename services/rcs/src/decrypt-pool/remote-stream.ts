import { Readable } from "node:stream"
import type { CallHandlers, PortCalls } from "./port-calls.ts"

/** Bytes `from` up to, but without, `to`. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** A stretch that the other side of a port reads, pulled from there chunk by chunk. */
export class RemoteStream extends Readable {
  readonly #calls: PortCalls
  readonly #stretch: Stretch | null
  /** Ends before it is stopped, or must be stopped. */
  #isOpen = false
  readonly #id: number

  /** @param stretch `null` for everything that the other side has. */
  constructor(calls: PortCalls, stretch: Stretch | null) {
    // Nothing is read ahead on this side: what was good before a failure must not be lost by it.
    super({ highWaterMark: 0 })
    lastId += 1
    this.#id = lastId
    this.#calls = calls
    this.#stretch = stretch
  }

  override _read(): void {
    this.#pull().catch((error: Error) => this.destroy(error))
  }

  async #pull(): Promise<void> {
    this.#isOpen = true
    const [id, stretch] = [this.#id, this.#stretch]
    const chunks = (await this.#calls.call("next", { id, stretch })) as Uint8Array[] | null
    if (chunks === null) this.#isOpen = false
    if (this.destroyed) return
    if (chunks === null) this.push(null)
    else for (const chunk of chunks) this.push(chunk)
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    // A port that has closed has stopped everything.
    if (this.#isOpen) this.#calls.call("stop", this.#id).catch(() => undefined)
    done(error)
  }
}

/** Numbers the streams of this thread: the side that reads a stream names it. */
let lastId = 0

interface Pull {
  readonly id: number
  /** Tells at the first pull what is read. */
  readonly stretch: Stretch | null
}

export interface StreamServer {
  readonly handlers: CallHandlers
  /** Destroys every stream that is open. */
  stopAll(): void
}

interface ServeOptions {
  readonly open: (stretch: Stretch | null) => Promise<Readable>
  /** Nobody here looks at a chunk again, so that it may be moved instead of copied. */
  readonly isGivenAway: boolean
}

/** Lets the other side of a port read streams that are opened here. */
export function serveStreams({ open, isGivenAway }: ServeOptions): StreamServer {
  /** `null` once it was stopped, which may be before it was opened. */
  const served = new Map<number, Promise<Served> | null>()
  let isStopped = false
  const begin = async (stretch: Stretch | null): Promise<Served> => {
    const stream = await open(stretch)
    // It is reported by the next pull; nobody may be pulling when it happens.
    stream.on("error", () => undefined)
    return servedStream(stream)
  }
  const stop = (id: number): void => {
    // What could not be opened need not be stopped.
    served
      .get(id)
      ?.then(({ stream }) => stream.destroy())
      .catch(() => undefined)
    served.set(id, null)
  }
  return {
    handlers: {
      next: async (argument) => {
        const { id, stretch } = argument as Pull
        if (isStopped) return null
        if (!served.has(id)) served.set(id, begin(stretch))
        const one = await served.get(id)
        if (one === null || one === undefined) return null
        const { done, value } = await one.next()
        if (done !== true) return [isGivenAway ? ownBytes(value) : new Uint8Array(value)]
        stop(id)
        return null
      },
      stop: async (id) => stop(id as number),
    },
    stopAll: () => {
      isStopped = true
      for (const id of served.keys()) stop(id)
    },
  }
}

interface Served {
  readonly stream: Readable
  next(): Promise<IteratorResult<Uint8Array, undefined>>
}

/** Makes one chunk ahead, so that both threads are at work at once. */
function servedStream(stream: Readable): Served {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>
  let ahead: ReturnType<Served["next"]> | null = null
  return {
    stream,
    next: async () => {
      const chunk = await (ahead ?? chunks.next())
      ahead = chunk.done === true ? null : chunks.next()
      // The next call reports it, if there is one.
      ahead?.catch(() => undefined)
      return chunk
    },
  }
}

/** A view of a larger buffer cannot be moved without its neighbours. */
function ownBytes(chunk: Uint8Array): Uint8Array {
  return chunk.byteLength === chunk.buffer.byteLength ? chunk : new Uint8Array(chunk)
}

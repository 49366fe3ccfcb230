import type { MessagePort } from "node:worker_threads"
import { GirError, toGirError, type ErrorCode } from "@gir/errors"

/** What one side of a port does when the other side calls. */
export type CallHandlers = Readonly<Record<string, (argument: unknown) => Promise<unknown>>>

export interface PortCalls {
  /** @throws what the other side threw, and ERR_SERVICE_UNAVAILABLE when the port closes first. */
  call(name: string, argument?: unknown): Promise<unknown>
  /** Ends both sides. May be called twice. */
  close(): void
}

interface PortOptions {
  readonly handlers: CallHandlers
  /** Called once, whichever side closed the port. */
  readonly onClose: () => void
}

type Message =
  | {
      readonly kind: "call"
      readonly id: number
      readonly name: string
      readonly argument: unknown
    }
  | { readonly kind: "result"; readonly id: number; readonly result: unknown }
  | { readonly kind: "failure"; readonly id: number; readonly failure: Failure }

/** An error on its way: `origin` numbers one that came from the side to which it returns. */
interface Failure {
  readonly code: ErrorCode
  readonly message: string
  readonly where?: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly origin: number
}

interface Waiting {
  resolve(result: unknown): void
  reject(error: unknown): void
}

/** Calls and their results across a port, both ways. */
export function portCalls(port: MessagePort, { handlers, onClose }: PortOptions): PortCalls {
  const waiting = new Map<number, Waiting>()
  const errors = errorTravel()
  let calls = 0
  let isClosed = false
  const gone = (): GirError => new GirError("ERR_SERVICE_UNAVAILABLE", "the thread has gone")
  const answer = async (id: number, name: string, argument: unknown): Promise<void> => {
    try {
      const result = await handlers[name]!(argument)
      send({ kind: "result", id, result }, chunksOf(result))
    } catch (error) {
      send({ kind: "failure", id, failure: errors.pack(error) })
    }
  }
  const send = (message: Message, moved: readonly Uint8Array[] = []): void =>
    port.postMessage(
      message,
      moved.map(({ buffer }) => buffer as ArrayBuffer),
    )
  port.on("message", (message: Message) => {
    if (message.kind === "call") void answer(message.id, message.name, message.argument)
    else {
      const caller = waiting.get(message.id)
      waiting.delete(message.id)
      if (message.kind === "result") caller?.resolve(message.result)
      else caller?.reject(errors.unpack(message.failure))
    }
  })
  port.on("close", () => {
    isClosed = true
    for (const caller of waiting.values()) caller.reject(gone())
    waiting.clear()
    onClose()
  })
  return {
    call: (name, argument) =>
      new Promise((resolve, reject) => {
        if (isClosed) return reject(gone())
        calls += 1
        waiting.set(calls, { resolve, reject })
        send({ kind: "call", id: calls, name, argument })
      }),
    close: () => {
      isClosed = true
      port.close()
    },
  }
}

/** Chunks are moved, not copied: no second plaintext stays behind on this side. */
function chunksOf(result: unknown): readonly Uint8Array[] {
  return Array.isArray(result) ? result.filter((part) => part instanceof Uint8Array) : []
}

interface TravelledError extends GirError {
  travelledFrom?: number
}

/** An error that crosses and returns, such as a storage's, comes back as the very same one. */
function errorTravel(): { pack(error: unknown): Failure; unpack(failure: Failure): unknown } {
  const sent: unknown[] = []
  return {
    pack: (error) => {
      const { code, message, where, fields } = toGirError(error)
      const back = (error as TravelledError).travelledFrom
      if (back === undefined) sent.push(error)
      const place = where === undefined ? {} : { where }
      return { code, message, ...place, fields, origin: back === undefined ? sent.length : -back }
    },
    unpack: ({ code, message, origin, ...options }) => {
      const own = origin < 0 ? sent[-origin - 1] : undefined
      if (own !== undefined) return own
      return Object.assign(new GirError(code, message, options), { travelledFrom: origin })
    },
  }
}

import { once } from "node:events"

/** A keyboard, read key by key. */
export interface KeyInput {
  readonly isTTY?: boolean
  setRawMode?(isRaw: boolean): unknown
  resume(): unknown
  pause(): unknown
  on(event: "data", listener: (bytes: Buffer) => void): unknown
  off(event: "data", listener: (bytes: Buffer) => void): unknown
}

const INTERRUPT = "\u0003"
const END_OF_INPUT = "\u0004"

/**
 * Waits for one key. In raw mode Ctrl-C is a key like any other: it is made a signal again, so that
 * whoever listens for one ends in order.
 *
 * @returns `enter`, or the key in lower case.
 * @throws the signal's reason.
 */
export async function readKey(input: KeyInput, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted()
  input.setRawMode?.(true)
  input.resume()
  try {
    const [bytes] = (await once(input as never, "data", { signal })) as [Buffer]
    const key = bytes.toString("utf8")
    if (key === INTERRUPT) {
      process.kill(process.pid, "SIGINT")
      await once(signal as never, "abort")
    }
    signal.throwIfAborted()
    if (key === END_OF_INPUT) return "q"
    return key === "\r" || key === "\n" ? "enter" : key.toLowerCase()
  } finally {
    input.pause()
    input.setRawMode?.(false)
  }
}

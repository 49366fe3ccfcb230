import type { Transform } from "node:stream"
import type { CapturedMedia, MediaDigester } from "@gir/media"
import type { WriteLateness } from "./write-lateness.ts"

export interface SealedBodyOptions {
  readonly audio: Pick<CapturedMedia, "stream" | "dueMs">
  /** Sees the plaintext on its way. */
  readonly digester: Pick<MediaDigester, "update">
  /** The plaintext is over; what this throws fails the body, so that nothing of it is stored. */
  readonly onPlaintextEnd: () => void
  /** Plaintext in, what is stored out. */
  readonly sealing: Transform
  readonly lateness: Pick<WriteLateness, "note">
}

/**
 * What is stored of a call, as it is spoken: each block goes through fingerprint and cipher in one
 * turn of the event loop, and the next one is taken when the Storage Destination has this one. A
 * chain of streams does the same in four turns, of which a process with thousands of calls has too
 * few.
 *
 * Whoever asks for the next block has written the last one: that is when its lateness is known.
 *
 * No generator, because a generator that waits for the next block still holds the last one, and no
 * function that waits ever holds a sealed block: see `writeAll` of the file destination for why.
 */
export function sealedBody(options: SealedBodyOptions): AsyncIterable<Uint8Array> {
  const { audio, digester, onPlaintextEnd, sealing, lateness } = options
  // What the cipher fails with is thrown below; unheard, it would end the process.
  sealing.on("error", () => undefined)
  const plaintext = audio.stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  let plaintextBytes = 0
  let rest: AsyncIterator<Uint8Array> | null = null

  const noteLastBlock = (): void => {
    const dueMs = plaintextBytes === 0 ? null : audio.dueMs?.(plaintextBytes)
    if (dueMs != null) lateness.note(dueMs)
  }
  const seal = (block: Uint8Array): IteratorYieldResult<Uint8Array> | null => {
    digester.update(block)
    plaintextBytes += block.length
    sealing.write(block)
    const value = takeAll(sealing)
    return value === null ? null : { value }
  }
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    if (rest !== null) return rest.next()
    noteLastBlock()
    for (;;) {
      const { value, done } = await plaintext.next()
      if (done === true) break
      const sealed = seal(value)
      if (sealed !== null) return sealed
    }
    onPlaintextEnd()
    sealing.end()
    rest = sealing[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
    return rest.next()
  }
  return { [Symbol.asyncIterator]: () => ({ next }) }
}

/** A Transform that does its work at once has its output ready when `write` returns. */
function takeAll(sealing: Transform): Uint8Array | null {
  if (sealing.errored) throw sealing.errored
  return sealing.read() as Uint8Array | null
}

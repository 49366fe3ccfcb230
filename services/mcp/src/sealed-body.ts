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
 */
export async function* sealedBody(options: SealedBodyOptions): AsyncGenerator<Uint8Array> {
  const { audio, digester, sealing, lateness } = options
  // What the cipher fails with is thrown below; unheard, it would end the process.
  sealing.on("error", () => undefined)
  let plaintextBytes = 0
  for await (const block of audio.stream as AsyncIterable<Uint8Array>) {
    digester.update(block)
    plaintextBytes += block.length
    sealing.write(block)
    const sealed = takeAll(sealing)
    if (sealed === null) continue
    yield sealed
    const dueMs = audio.dueMs?.(plaintextBytes)
    if (dueMs != null) lateness.note(dueMs)
  }
  options.onPlaintextEnd()
  sealing.end()
  yield* sealing as AsyncIterable<Uint8Array>
}

/** A Transform that does its work at once has its output ready when `write` returns. */
function takeAll(sealing: Transform): Uint8Array | null {
  if (sealing.errored) throw sealing.errored
  return sealing.read() as Uint8Array | null
}

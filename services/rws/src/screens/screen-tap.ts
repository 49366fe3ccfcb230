import { createHash } from "node:crypto"
import { Transform } from "node:stream"
import type { Fingerprint } from "@gir/contracts"
import { GirError } from "@gir/errors"

export interface ScreenTap {
  /** Passes the clear bytes on unchanged; nothing of them is kept. */
  readonly stream: Transform
  /** Digest and count of what has passed; call it after the stream has ended. */
  fingerprint(): Extract<Fingerprint, { kind: "bytes" }>
}

/**
 * Takes the fingerprint of a screen recording on its way to the encryption. An mp4 is compared by
 * its bytes, so that RWS needs no knowledge of media.
 *
 * The stream fails with ERR_RWS_SCREEN_EMPTY when nothing came, ERR_RWS_SCREEN_TOO_LARGE.
 */
export function screenTap(maxBytes: number): ScreenTap {
  const hash = createHash("sha256")
  let byteCount = 0
  const stream = new Transform({
    transform: (chunk: Uint8Array, _encoding, done) => {
      byteCount += chunk.byteLength
      if (byteCount > maxBytes) return done(tooLarge(maxBytes))
      hash.update(chunk)
      done(null, chunk)
    },
    flush: (done) => {
      done(
        byteCount === 0
          ? new GirError("ERR_RWS_SCREEN_EMPTY", "the uploaded screen recording is empty")
          : null,
      )
    },
  })
  return { stream, fingerprint: () => ({ kind: "bytes", sha256: hash.digest("hex"), byteCount }) }
}

export function tooLarge(maxBytes: number): GirError {
  return new GirError(
    "ERR_RWS_SCREEN_TOO_LARGE",
    `the screen recording has more than ${maxBytes} bytes`,
    { fields: { maxBytes } },
  )
}

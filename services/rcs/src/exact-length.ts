import { pipeline, Transform, type Readable } from "node:stream"
import { GirError } from "@gir/errors"

/**
 * Passes on `content` and fails when it has not the promised length: a Content-Length that does
 * not come true would leave the client waiting.
 *
 * @returns a stream that destroys `content` when it is destroyed, and the other way round.
 */
export function exactLength(content: Readable, expectedBytes: number): Readable {
  let passedBytes = 0
  const mismatch = (): GirError =>
    new GirError(
      "ERR_RCS_LENGTH_MISMATCH",
      "the recording's clear length is not that of its receipt",
      { fields: { expectedBytes, passedBytes } },
    )
  const guard = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      passedBytes += chunk.length
      if (passedBytes > expectedBytes) done(mismatch())
      else done(null, chunk)
    },
    flush: (done) => done(passedBytes === expectedBytes ? null : mismatch()),
  })
  pipeline(content, guard, () => {
    // Either stream's failure has reached the guard, and with it whoever reads the guard.
  })
  return guard
}

/**
 * Waits until a stream has something to give, so that what goes wrong before the first byte can
 * still be answered with a problem document.
 *
 * @returns when there is a byte, or the end; also when the stream was destroyed without an error.
 * @throws whatever the stream failed with.
 */
export function firstByte(stream: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      stream.off("readable", onReady).off("close", onReady).off("error", settle)
      if (error === undefined) resolve()
      else reject(error)
    }
    const onReady = (): void => settle()
    stream.on("readable", onReady).on("close", onReady).on("error", settle)
  })
}

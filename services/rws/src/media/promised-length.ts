import { Transform, type Readable } from "node:stream"
import { GirError } from "@gir/errors"

/**
 * Passes on `bytes` and fails when they end too early, as on a share that goes away: a
 * Content-Length that does not come true would leave the caller waiting.
 */
export function promisedLength(bytes: Readable, promisedBytes: number): Readable {
  let passedBytes = 0
  const guard = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      passedBytes += chunk.length
      done(null, chunk)
    },
    flush: (done) => done(passedBytes === promisedBytes ? null : cut(promisedBytes, passedBytes)),
  })
  bytes.once("error", (error) => guard.destroy(error))
  bytes.once("close", () => {
    if (!bytes.readableEnded) guard.destroy()
  })
  // Who went away is no failure of the Storage Destination.
  guard.once("close", () => bytes.destroy())
  return bytes.pipe(guard)
}

function cut(promisedBytes: number, passedBytes: number): GirError {
  const message = `the Storage Destination gave ${passedBytes} of ${promisedBytes} bytes`
  return new GirError("ERR_STORAGE_UNAVAILABLE", message, {
    fields: { promisedBytes, passedBytes },
  })
}

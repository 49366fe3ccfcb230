import { Readable } from "node:stream"
import { connectionError } from "./http-errors.ts"

/**
 * Hands an answer's bytes on, with backpressure, so that both ends of its life are right: a reader
 * that destroys it cuts the connection at once even while no byte flows, and a peer that breaks off
 * ends it with ERR_SERVICE_UNAVAILABLE instead of an error without a code.
 */
export function guardedBody(source: Readable, where: string): Readable {
  const body = new Readable({
    read: () => {
      source.resume()
    },
    destroy: (error, done) => {
      source.destroy()
      done(error)
    },
  })
  source.on("data", (chunk: Buffer) => {
    if (!body.push(chunk)) source.pause()
  })
  source.on("end", () => body.push(null))
  source.on("error", (error) => body.destroy(connectionError(error, where)))
  source.on("close", () => {
    if (!source.readableEnded) body.destroy(connectionError(source.errored, where))
  })
  source.pause()
  return body
}

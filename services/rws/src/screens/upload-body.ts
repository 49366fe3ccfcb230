import type { IncomingMessage } from "node:http"
import { PassThrough, type Readable } from "node:stream"
import { GirError } from "@gir/errors"

export interface UploadBody {
  /** Fails with ERR_RWS_SCREEN_INTERRUPTED when the sender breaks off. Destroy it to stop reading. */
  readonly stream: Readable
  /**
   * Lets go of the request. What is left unread is thrown away as it comes: the sender gets its
   * answer, and the next request on the same connection is not stuck behind the rest of this one.
   */
  release(): void
}

/** Takes a request's body apart from the request, which must outlive it to be answered. */
export function uploadBody(request: IncomingMessage): UploadBody {
  const stream = new PassThrough()
  request.once("close", () => {
    if (request.readableEnded) return
    stream.destroy(
      new GirError("ERR_RWS_SCREEN_INTERRUPTED", "the upload broke off before its end"),
    )
  })
  // Nobody may be reading when the sender breaks off.
  stream.on("error", () => {})
  request.pipe(stream)
  return {
    stream,
    release: () => {
      request.unpipe(stream)
      stream.destroy()
      request.resume()
    },
  }
}

import { MediaParams, type MediaReceipt } from "@gir/contracts"
import { isGirError } from "@gir/errors"
import type { App } from "@gir/service-kit"
import type { FastifyReply, FastifyRequest } from "fastify"
import { type ContentAnswer, mediaContent } from "../media/media-content.ts"
import { readReceipt } from "../media/media-store.ts"
import type { RouteOptions } from "./route-options.ts"

const MEDIA = "/api/v2/media/:mediaId"
const CONTENT = `${MEDIA}/content`

/** Receipts and stored bytes, for RCS alone. */
export function mediaRoutes(app: App, { parts, guard }: RouteOptions): void {
  const { storage } = parts
  const schema = { params: MediaParams }
  const prepare = async (
    request: FastifyRequest,
    reply: FastifyReply,
    mediaId: string,
  ): Promise<ContentAnswer> => {
    const receipt = await readReceipt(parts, mediaId)
    // RFC 9110 §14.2: a range has a meaning for GET only.
    const range = request.method === "GET" ? request.headers.range : undefined
    const ifRange = request.headers["if-range"]?.toString()
    try {
      const answer = await mediaContent(storage, receipt, { range, ifRange })
      reply.code(answer.status).headers(answer.headers)
      return answer
    } catch (error) {
      if (isGirError(error, "ERR_RWS_RANGE_NOT_SATISFIABLE")) {
        reply.header("content-range", `bytes */${receipt.storedBytes}`)
      }
      throw error
    }
  }
  app.get(MEDIA, { onRequest: guard, schema }, async (request): Promise<MediaReceipt> =>
    readReceipt(parts, request.params.mediaId),
  )
  app.head(CONTENT, { onRequest: guard, schema }, async (request, reply) => {
    await prepare(request, reply, request.params.mediaId)
    return reply.send()
  })
  app.get(
    CONTENT,
    // Fastify's own HEAD would read the whole object to throw it away.
    { onRequest: guard, schema, exposeHeadRoute: false },
    async (request, reply) => {
      const answer = await prepare(request, reply, request.params.mediaId)
      const bytes = await answer.open()
      // The framework ends the stream when the caller goes away, but not one who went before.
      if (reply.raw.destroyed) bytes.destroy()
      return reply.send(bytes)
    },
  )
}

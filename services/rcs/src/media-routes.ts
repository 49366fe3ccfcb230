import { PlaybackTokenRequest, type MediaReceipt } from "@gir/contracts"
import { GirError, isGirError } from "@gir/errors"
import type { App } from "@gir/service-kit"
import type { FastifyReply, FastifyRequest } from "fastify"
import { DECRYPT } from "./authorization.ts"
import { exactLength, firstByte } from "./exact-length.ts"
import { allowConsole, playbackTokenOf } from "./media-access.ts"
import { readMediaRange, type MediaRange } from "./media-range.ts"
import { openMedia, type OpenedMedia } from "./open-media.ts"
import type { RcsParts } from "./parts.ts"
import { perhapsWrongContent } from "./wrong-plaintext.ts"

const MEDIA = "/rcs/media/:mediaId"

/** Playback tokens, and the decrypted media itself. Seed: "Setting up the Decryption Proxy". */
export function mediaRoutes(app: App, parts: RcsParts): void {
  tokenRoute(app, parts)
  playRoute(app, parts)
  preflightRoute(app, parts)
}

function tokenRoute(app: App, { authorization, playbackTokens }: RcsParts): void {
  app.post(
    "/playback-tokens",
    {
      onRequest: async (request) => {
        authorization.sessionOrService(request, DECRYPT)
      },
      schema: { body: PlaybackTokenRequest },
    },
    async (request, reply) => {
      const actor = authorization.sessionOrService(request, DECRYPT)
      return reply.code(201).send(playbackTokens.issue(request.body.mediaId, actor))
    },
  )
}

function playRoute(app: App, parts: RcsParts): void {
  const { config, playbackTokens, failedDecrypts } = parts
  const actorOf = (request: FastifyRequest, mediaId: string): string =>
    playbackTokens.verify(playbackTokenOf(request), mediaId)
  app.route({
    method: ["GET", "HEAD"],
    url: MEDIA,
    exposeHeadRoute: false,
    schema: { params: PlaybackTokenRequest },
    // Before the address is looked at: a stranger learns nothing, not even what a media id is.
    onRequest: async (request, reply) => {
      allowConsole(request, reply, config.consoleOrigin)
      const { mediaId } = request.params as { readonly mediaId?: string }
      actorOf(request, mediaId ?? "")
    },
    handler: async (request, reply) => {
      const { mediaId } = request.params
      const actor = actorOf(request, mediaId)
      try {
        failedDecrypts.assertFew(actor)
        const media = await openMedia(mediaId, actor, parts)
        return await playOrClose(media, { request, reply, parts, actor })
      } catch (error) {
        failedDecrypts.note(actor, error)
        if (isGirError(error, "ERR_RCS_TOO_MANY_FAILED_DECRYPTS")) {
          reply.header("retry-after", String(error.fields["retryAfterSeconds"]))
        }
        throw error
      }
    },
  })
}

/** A browser asks before it sends a page's range request, and can give no token with that. */
function preflightRoute(app: App, { config }: RcsParts): void {
  app.options(MEDIA, async (request, reply) => {
    if (!allowConsole(request, reply, config.consoleOrigin)) {
      throw new GirError("ERR_UNAUTHORIZED", "only pages of the console may ask")
    }
    return reply
      .code(204)
      .header("access-control-allow-methods", "GET, HEAD")
      .header("access-control-allow-headers", "range, authorization")
      .send()
  })
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly parts: RcsParts
  /** Who plays. */
  readonly actor: string
}

async function playOrClose(media: OpenedMedia, exchange: Exchange): Promise<FastifyReply> {
  try {
    return await play(media, exchange)
  } catch (error) {
    media.close()
    throw error
  }
}

/** Answers with the whole media file or the one range asked for; closes `media` at the end. */
async function play(media: OpenedMedia, exchange: Exchange): Promise<FastifyReply> {
  const { request, reply } = exchange
  const { plaintextBytes } = media.receipt
  const range = rangeOf(request, media.receipt)
  describeMedia(reply, media.receipt)
  if (range === "unsatisfiable") {
    reply.header("content-range", `bytes */${plaintextBytes}`)
    throw new GirError(
      "ERR_RCS_RANGE_NOT_SATISFIABLE",
      `the range begins beyond the end, at byte ${plaintextBytes}`,
    )
  }
  const { from, to } = range === "whole" ? { from: 0, to: plaintextBytes } : range
  if (request.method === "HEAD") {
    media.close()
    return reply.header("content-length", to - from).send()
  }
  const content = startContent(media, { from, to }, exchange)
  await firstByte(content)
  if (content.destroyed) return reply.hijack()
  if (range !== "whole") {
    reply.code(206).header("content-range", `bytes ${from}-${to - 1}/${plaintextBytes}`)
  }
  return reply.header("content-length", to - from).send(content)
}

/** RFC 9110 §14.2 and §13.1.5: ranges are for GET, and only of the version that is meant. */
function rangeOf(
  { method, headers }: FastifyRequest,
  receipt: MediaReceipt,
): MediaRange | "whole" | "unsatisfiable" {
  if (method !== "GET") return "whole"
  const ifRange = headers["if-range"]
  if (ifRange !== undefined && ifRange !== entityTag(receipt)) return "whole"
  return readMediaRange(headers.range, receipt.plaintextBytes)
}

function describeMedia(reply: FastifyReply, receipt: MediaReceipt): void {
  reply
    .header("content-type", receipt.type)
    .header("accept-ranges", "bytes")
    .header("etag", entityTag(receipt))
    // Clear media must not come to rest on anybody's disk.
    .header("cache-control", "no-store")
    .header("x-content-type-options", "nosniff")
}

/** The stored bytes determine the clear ones, and their root digest names them. */
function entityTag({ segments }: MediaReceipt): string {
  return `"${segments.root}"`
}

/** Stops decrypting the moment the client goes away, and zeroes the key when all is sent. */
function startContent(media: OpenedMedia, range: MediaRange, exchange: Exchange) {
  const { reply, parts, actor } = exchange
  const clear = perhapsWrongContent(media.content(range), { ...media, ...range }, parts.faults)
  const content = exactLength(clear, range.to - range.from)
  const { mediaId } = media.receipt
  const stop = (): void => {
    content.destroy()
  }
  content.once("close", () => {
    reply.raw.off("close", stop)
    media.close()
  })
  content.on("error", (error) => {
    // Before the head is sent, the problem document says it.
    if (!reply.raw.headersSent) return
    parts.failedDecrypts.note(actor, error)
    parts.logger.warn({ mediaId, error }, "playback broke off")
  })
  reply.raw.once("close", stop)
  if (reply.raw.destroyed) stop()
  return content
}

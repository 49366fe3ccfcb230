import { extname } from "node:path"
import { GirError } from "@gir/errors"
import type { App } from "@gir/service-kit"
import type { FastifyReply, FastifyRequest } from "fastify"
import type { GaxParts } from "../gax-parts.ts"
import { findConsoleFile, type ConsoleFile } from "./console-file.ts"
import { contentSecurityPolicy } from "./content-security-policy.ts"
import { playbackOrigins } from "./playback-origins.ts"

const PAGE = "index.html"
const BUILT_ASSETS = "assets/"
const HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
}

/**
 * The built console, for anybody: its pages hold nothing but themselves, and what they show they ask
 * the API for. An address without a file name extension is one of the console's own.
 */
export function consoleRoutes(app: App, parts: GaxParts): void {
  const origins = playbackOrigins(parts)
  const { consoleFolder } = parts.config

  const sendPage = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const page = await findConsoleFile(consoleFolder, PAGE)
    if (page === null) {
      const message = "the console is not built; the API is at /api"
      throw new GirError("ERR_GAX_CONSOLE_NOT_BUILT", message)
    }
    reply.header("content-security-policy", contentSecurityPolicy(await origins()))
    return send(page, { request, reply, isImmutable: false })
  }

  app.get("/", sendPage)

  app.get<{ Params: { "*": string } }>("/*", async (request, reply) => {
    const path = request.params["*"]
    if (path === "api" || path.startsWith("api/")) throw notFound()
    if (extname(path) === "") return sendPage(request, reply)
    const file = await findConsoleFile(consoleFolder, path)
    if (file === null || path === PAGE) throw notFound()
    return send(file, { request, reply, isImmutable: path.startsWith(BUILT_ASSETS) })
  })
}

function send(
  file: ConsoleFile,
  exchange: { request: FastifyRequest; reply: FastifyReply; isImmutable: boolean },
): FastifyReply {
  const { request, reply, isImmutable } = exchange
  reply
    .headers(HEADERS)
    .header("etag", file.etag)
    // The build names assets by their content; everything else is asked for again each time.
    .header("cache-control", isImmutable ? "public, max-age=31536000, immutable" : "no-cache")
  if (request.headers["if-none-match"] === file.etag) return reply.code(304).send()
  reply.type(file.type).header("content-length", file.bytes)
  // For HEAD, Fastify leaves the body out and the length in.
  return reply.send(file.open())
}

function notFound(): GirError {
  return new GirError("ERR_NOT_FOUND", "there is nothing at this address")
}

import { readBearerToken } from "@gir/service-kit"
import type { FastifyReply, FastifyRequest } from "fastify"

/** Set by GAX for the one address that its token opens. A player in a page can send no header. */
const PLAYBACK_COOKIE = "gir-playback"
const EXPOSED = "content-range, content-length, accept-ranges, etag"

/** @returns the playback token of the header, else of the cookie; never one out of the address. */
export function playbackTokenOf(request: FastifyRequest): string {
  return readBearerToken(request) ?? readCookie(request.headers.cookie ?? "") ?? ""
}

/**
 * Lets the console's pages, and no other page, read the answer (the Fetch standard's CORS protocol).
 *
 * @param consoleOrigin null when no page plays from here.
 * @returns false when the request comes from no page of the console; then nothing is allowed.
 */
export function allowConsole(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  consoleOrigin: string | null,
): boolean {
  reply.header("vary", "origin")
  if (consoleOrigin === null || headers.origin !== consoleOrigin) return false
  reply
    .header("access-control-allow-origin", consoleOrigin)
    .header("access-control-allow-credentials", "true")
    .header("access-control-expose-headers", EXPOSED)
  return true
}

function readCookie(header: string): string | null {
  for (const pair of header.split(";")) {
    const [name, value] = pair.split("=", 2)
    if (name?.trim() === PLAYBACK_COOKIE) return value?.trim() ?? null
  }
  return null
}

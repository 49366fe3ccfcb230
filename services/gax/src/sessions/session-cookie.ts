import { GAX_CONSOLE_HEADER, GAX_SESSION_HEADER } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { FastifyRequest } from "fastify"

/** Only the API sees the cookie, and no script does. */
const ATTRIBUTES = "HttpOnly; SameSite=Strict; Path=/api"
const CHANGES_NOTHING: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"])

/**
 * Browsers keep one cookie per host and name, whatever the port: the port in the name lets two
 * installations on one machine each have its own session.
 */
function cookieName(request: FastifyRequest): string {
  return `gir-gax-session-${request.port ?? 80}`
}

/** @returns the value of `Set-Cookie` that hands a session to a browser. */
export function sessionCookie(request: FastifyRequest, sessionId: string): string {
  return `${cookieName(request)}=${sessionId}; ${ATTRIBUTES}${secure(request)}`
}

/** @returns the value of `Set-Cookie` that makes a browser forget its session. */
export function noSessionCookie(request: FastifyRequest): string {
  return `${cookieName(request)}=; Max-Age=0; ${ATTRIBUTES}${secure(request)}`
}

/** @returns the id of the session that the request comes with, or null. The header counts first. */
export function sessionIdOf(request: FastifyRequest): string | null {
  const header = request.headers[GAX_SESSION_HEADER]
  return typeof header === "string" && header !== "" ? header : cookieOf(request)
}

/** @returns true for a program, whose session is in the header. */
export function hasSessionHeader(request: FastifyRequest): boolean {
  return (request.headers[GAX_SESSION_HEADER] ?? "") !== ""
}

/**
 * A hook that refuses a change which rests on the cookie alone. Any page can make a browser send a
 * request with its cookies, and other ports of this host are the same site to `SameSite`; but only
 * a page of this origin can add a header to it, since GAX allows no other origin to.
 *
 * @throws ERR_GAX_CONSOLE_HEADER_MISSING
 */
export async function refuseForeignChanges(request: FastifyRequest): Promise<void> {
  if (CHANGES_NOTHING.has(request.method) || cookieOf(request) === null) return
  if (hasSessionHeader(request)) return
  assertConsoleHeader(request)
}

/** @throws ERR_GAX_CONSOLE_HEADER_MISSING */
export function assertConsoleHeader(request: FastifyRequest): void {
  if (GAX_CONSOLE_HEADER in request.headers) return
  const message = `the request has no header ${GAX_CONSOLE_HEADER}`
  throw new GirError("ERR_GAX_CONSOLE_HEADER_MISSING", message)
}

function cookieOf(request: FastifyRequest): string | null {
  const name = cookieName(request)
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const at = pair.indexOf("=")
    if (pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || null
  }
  return null
}

function secure({ protocol }: FastifyRequest): string {
  return protocol === "https" ? "; Secure" : ""
}

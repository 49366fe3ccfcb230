import { createHash, timingSafeEqual } from "node:crypto"
import { GirError } from "@gir/errors"
import type { FastifyRequest } from "fastify"

export interface BasicCredentials {
  readonly userName: string
  readonly password: string
}

/**
 * A hook that lets only callers with the installation's service token pass. Use it as `onRequest`,
 * so that nothing of a stranger's body is read.
 *
 * @throws ERR_UNAUTHORIZED
 */
export function requireServiceToken(token: string): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    if (hasServiceToken(request, token)) return
    throw new GirError("ERR_UNAUTHORIZED", "this address needs the service token")
  }
}

/** @returns true when the request carries `token` as its bearer token. */
export function hasServiceToken(request: FastifyRequest, token: string): boolean {
  const given = readBearerToken(request)
  return given !== null && isSameSecret(given, token)
}

/** @returns the token of `Authorization: Bearer <token>` (RFC 6750 §2.1), or null without one. */
export function readBearerToken(request: FastifyRequest): string | null {
  const match = /^Bearer +([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? "")
  return match?.[1] ?? null
}

/** @returns the pair of `Authorization: Basic <base64>` (RFC 7617 §2), or null without one. */
export function readBasicCredentials(request: FastifyRequest): BasicCredentials | null {
  const match = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(request.headers.authorization ?? "")
  if (match?.[1] === undefined) return null
  const text = Buffer.from(match[1], "base64").toString("utf8")
  const colon = text.indexOf(":")
  if (colon < 0) return null
  return { userName: text.slice(0, colon), password: text.slice(colon + 1) }
}

/** @returns true when the request carries exactly this user name and password. */
export function hasBasicCredentials(request: FastifyRequest, expected: BasicCredentials): boolean {
  const given = readBasicCredentials(request)
  if (given === null) return false
  // Both are compared always: the answer's time must not tell which of the two was right.
  const isUser = isSameSecret(given.userName, expected.userName)
  const isPassword = isSameSecret(given.password, expected.password)
  return isUser && isPassword
}

/** Compares in a time that depends on neither text, nor on their lengths. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected))
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest()
}

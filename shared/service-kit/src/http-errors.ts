import { GirError, isErrorCode, isGirError, type ErrorCode } from "@gir/errors"

/** What undici and the system call a connection that broke while it was used. */
const BROKEN = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"])

/** @returns true when the connection broke, so that nothing is known of the request's effect. */
export function isBrokenConnection(error: unknown): boolean {
  return BROKEN.has(codeOf(error))
}

/**
 * The error for a request that got no answer.
 *
 * @returns the error itself when it has a code of ours, as from a request body that failed.
 */
export function connectionError(error: unknown, where: string): GirError {
  if (isGirError(error)) return error
  const reason = codeOf(error)
  const message = `the service does not answer (${reason})`
  return new GirError("ERR_SERVICE_UNAVAILABLE", message, { where, cause: error })
}

/** The error for an answer with a status of 400 or more; `document` is its parsed body, if any. */
export function problemError(status: number, document: unknown, where: string): GirError {
  const problem = typeof document === "object" && document !== null ? document : {}
  const { code, detail, next, fields } = problem as Record<string, unknown>
  const isOurs = typeof code === "string" && isErrorCode(code)
  const known = isOurs ? code : codeForStatus(status)
  const message = typeof detail === "string" && detail !== "" ? detail : `answered ${status}`
  return new GirError(known, message, {
    where,
    ...(isOurs && typeof next === "string" ? { next } : {}),
    ...(isRecord(fields) ? { fields } : {}),
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function codeForStatus(status: number): ErrorCode {
  if (status >= 500 || status === 429) return "ERR_SERVICE_UNAVAILABLE"
  if (status === 401) return "ERR_UNAUTHORIZED"
  if (status === 403) return "ERR_FORBIDDEN"
  if (status === 404) return "ERR_NOT_FOUND"
  if (status === 409) return "ERR_CONFLICT"
  return status === 413 ? "ERR_PAYLOAD_TOO_LARGE" : "ERR_BAD_REQUEST"
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown"
  return "code" in error && typeof error.code === "string" ? error.code : error.name
}

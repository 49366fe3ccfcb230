import { GirError, isGirError, type ErrorCode } from "@gir/errors"

const UNAVAILABLE_ERRNOS = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
])

/** What node-postgres says without a code when a connection is gone or was never made. */
const UNAVAILABLE_MESSAGES = [
  "Connection terminated",
  "timeout exceeded when trying to connect",
  "Client has encountered a connection error",
  "Client was closed",
]

/** SQLSTATE (PostgreSQL manual, appendix A): classes by two characters, codes by five. */
const SQLSTATE: Readonly<Record<string, ErrorCode>> = {
  "08": "ERR_DATABASE_UNAVAILABLE",
  "57P01": "ERR_DATABASE_UNAVAILABLE",
  "57P02": "ERR_DATABASE_UNAVAILABLE",
  "57P03": "ERR_DATABASE_UNAVAILABLE",
  "53": "ERR_DATABASE_BUSY",
  "40001": "ERR_DATABASE_BUSY",
  "40P01": "ERR_DATABASE_BUSY",
  "55P03": "ERR_DATABASE_BUSY",
  "57014": "ERR_DATABASE_BUSY",
  "28": "ERR_DATABASE_ACCESS",
  "3D000": "ERR_DATABASE_ACCESS",
}

const MESSAGES = {
  ERR_DATABASE_UNAVAILABLE: "PostgreSQL does not answer",
  ERR_DATABASE_BUSY: "PostgreSQL ended the statement",
  ERR_DATABASE_ACCESS: "PostgreSQL refuses access",
} as const

/**
 * Gives the failures of the server and of the connection a code.
 *
 * @returns a GirError for those, else the error itself: a violated constraint is the business of
 * the one who wrote the statement.
 */
export function toDatabaseError(error: unknown): unknown {
  if (isGirError(error) || !(error instanceof Error)) return error
  const code = codeOf(error)
  if (code === undefined) return error
  const reason = textCode(error) ?? error.message
  return new GirError(code, `${MESSAGES[code as keyof typeof MESSAGES]} (${reason})`, {
    cause: error,
  })
}

/** True when a statement was refused because a row with the same key exists. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && textCode(error) === "23505"
}

function codeOf(error: Error): ErrorCode | undefined {
  const code = textCode(error) ?? ""
  if (
    UNAVAILABLE_ERRNOS.has(code) ||
    UNAVAILABLE_MESSAGES.some((start) => error.message.startsWith(start))
  ) {
    return "ERR_DATABASE_UNAVAILABLE"
  }
  return SQLSTATE[code] ?? (code.length === 5 ? SQLSTATE[code.slice(0, 2)] : undefined)
}

function textCode(error: Error): string | undefined {
  return "code" in error && typeof error.code === "string" ? error.code : undefined
}

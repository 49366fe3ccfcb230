import { ERROR_CODES, type ErrorCode } from "./error-codes.ts"
import type { Blame } from "./code-entry.ts"

export interface GirErrorOptions {
  /** Typed context: ids, serial numbers, limits. Never key material, passwords or plaintext. */
  readonly fields?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
  /** Where it happened: `file:line:column`, a recording, a job. */
  readonly where?: string
  /** Overrides the code's general next step with one that names the case at hand. */
  readonly next?: string
}

/** The one error class of the product: a stable code, one sentence, and what to do next. */
export class GirError extends Error {
  readonly code: ErrorCode
  readonly blame: Blame
  readonly retryable: boolean
  readonly status: number
  readonly next: string
  readonly where: string | undefined
  readonly fields: Readonly<Record<string, unknown>>

  /** @param message what happened: lower case, no full stop, no blame. */
  constructor(code: ErrorCode, message: string, options: GirErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    const entry = ERROR_CODES[code]
    this.name = "GirError"
    this.code = code
    this.blame = entry.blame
    this.retryable = entry.retryable
    this.status = entry.status
    this.next = options.next ?? entry.next
    this.where = options.where
    this.fields = options.fields ?? {}
  }

  /** The general reason for this code. */
  get why(): string {
    return ERROR_CODES[this.code].why
  }
}

/** True when `error` is a GirError, of that code when one is given. */
export function isGirError(error: unknown, code?: ErrorCode): error is GirError {
  return error instanceof GirError && (code === undefined || error.code === code)
}

/**
 * Wraps whatever was thrown, so that no foreign error leaves a room without a code.
 *
 * @returns the error itself when it already is a GirError, else `ERR_INTERNAL` with it as cause.
 */
export function toGirError(error: unknown): GirError {
  if (error instanceof GirError) return error
  const message = error instanceof Error ? error.message : "a value that is no error was thrown"
  return new GirError("ERR_INTERNAL", message, { cause: error })
}

import { GirError, isGirError, type ErrorCode } from "@gir/errors"

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: "ERR_STORAGE_FULL",
  EDQUOT: "ERR_STORAGE_FULL",
  EFBIG: "ERR_STORAGE_FULL",
  EEXIST: "ERR_STORAGE_EXISTS",
  ENOTDIR: "ERR_STORAGE_EXISTS",
  EISDIR: "ERR_STORAGE_EXISTS",
}

const MESSAGES = {
  ERR_STORAGE_FULL: "the Storage Destination is full",
  ERR_STORAGE_EXISTS: "an object is already stored under this key",
  ERR_STORAGE_UNAVAILABLE: "the Storage Destination cannot be used",
} as const

/** @returns the `errno` name of a failed system call, or undefined. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined
  return typeof error.code === "string" && "syscall" in error ? error.code : undefined
}

/** The destination's own failures get a code; whatever the body threw passes unchanged. */
export function toStorageError(error: unknown, where: string): unknown {
  const errno = errnoOf(error)
  if (isGirError(error) || errno === undefined) return error
  const code = CODES[errno] ?? "ERR_STORAGE_UNAVAILABLE"
  const message = MESSAGES[code as keyof typeof MESSAGES]
  return new GirError(code, `${message} (${errno})`, { where, cause: error, fields: { errno } })
}

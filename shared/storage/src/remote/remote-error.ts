import { GirError, isGirError } from "@gir/errors"

const FULL_STATUS: ReadonlySet<number> = new Set([413, 507])
const FULL_NAMES: ReadonlySet<string> = new Set([
  "EntityTooLarge",
  "InsufficientStorage",
  "QuotaExceeded",
  "XMinioStorageFull",
])

/**
 * The failure of a request to a Storage Destination, with its code. The client's own error holds the
 * request and its headers, so that only status and name are taken from it.
 */
export function toRemoteError(error: unknown, where: string): GirError {
  if (isGirError(error)) return error
  const status = statusOf(error)
  const reason = nameOf(error)
  const isFull = (status !== undefined && FULL_STATUS.has(status)) || FULL_NAMES.has(reason)
  const shown = status === undefined ? reason : `${status} ${reason}`
  const fields = { reason, ...(status === undefined ? {} : { status }) }
  return isFull
    ? new GirError("ERR_STORAGE_FULL", `the Storage Destination is full (${shown})`, {
        where,
        fields,
      })
    : new GirError("ERR_STORAGE_UNAVAILABLE", `the Storage Destination cannot be used (${shown})`, {
        where,
        fields,
      })
}

/** The error of a key that nothing is stored under. */
export function notFound(where: string): GirError {
  return new GirError("ERR_STORAGE_NOT_FOUND", "nothing is stored under this key", { where })
}

/** The error of a key that is taken. */
export function alreadyThere(where: string): GirError {
  return new GirError("ERR_STORAGE_EXISTS", "an object is already stored under this key", { where })
}

/** @returns the HTTP status in an error of a WebDAV or S3 client, if one was answered. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined
  if ("status" in error && typeof error.status === "number") return error.status
  if (!("$metadata" in error)) return undefined
  return (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode
}

/** `ECONNREFUSED` where the system says so, else the error's name. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown"
  if ("code" in error && typeof error.code === "string") return error.code
  return error.name
}

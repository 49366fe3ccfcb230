import { isGirError } from "@gir/errors"

const MAX_DEPTH = 6
const MAX_ITEMS = 100
const MAX_TEXT = 4_000
const HIDDEN = "[hidden]"

/** Names whose values are secrets by themselves, whatever stands before them: `rcsPassword`. */
const SECRET_NAME =
  /(password|passphrase|secret|token|authorization|cookie|credentials?|private_?key|session_?id|cek|plaintext|encryption_?key)$/i
const PRIVATE_BLOCK = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z0-9 ]*-----|$)/g
const URL_PASSWORD = /(:\/\/[^\s/:@]*:)[^\s/@]+@/g
const BEARER = /\b(Bearer|Basic) +[\w.~+/=-]+/g

/**
 * Makes fields safe for a log line: secret names, PEM private blocks, passwords in URLs and raw
 * bytes never get through, at any depth.
 */
export function scrubFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return scrubRecord(fields, 0)
}

/** @returns `text` without PEM private blocks, credentials of a header, or passwords in URLs. */
export function scrubText(text: string): string {
  const clean = text
    .replace(PRIVATE_BLOCK, "[private key hidden]")
    .replace(URL_PASSWORD, "$1***@")
    .replace(BEARER, "$1 ***")
  return clean.length > MAX_TEXT ? `${clean.slice(0, MAX_TEXT)}…` : clean
}

function scrubRecord(record: Readonly<Record<string, unknown>>, depth: number) {
  const entries = Object.entries(record).slice(0, MAX_ITEMS)
  return Object.fromEntries(entries.map(([name, value]) => [name, scrubEntry(name, value, depth)]))
}

function scrubEntry(name: string, value: unknown, depth: number): unknown {
  const isHarmless = value == null || typeof value === "boolean" || typeof value === "number"
  if (!isHarmless && SECRET_NAME.test(name)) return HIDDEN
  return scrubValue(value, depth)
}

function scrubValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return scrubText(value)
  if (typeof value === "bigint") return value.toString()
  if (typeof value !== "object" || value === null) return value
  if (value instanceof Error) return scrubError(value, depth)
  if (value instanceof Date) return value
  if (value instanceof URL) return scrubText(value.href)
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    return `[${value.byteLength} bytes]`
  }
  if (depth >= MAX_DEPTH) return "[deeper]"
  if (Array.isArray(value)) {
    return value.slice(0, MAX_ITEMS).map((item: unknown) => scrubValue(item, depth + 1))
  }
  return scrubRecord(value as Record<string, unknown>, depth + 1)
}

function scrubError(error: Error, depth: number): unknown {
  const known = isGirError(error) ? { code: error.code, where: error.where } : foreignCode(error)
  const isBug = !isGirError(error) || error.blame === "bug"
  return {
    ...known,
    message: scrubText(error.message),
    ...(isGirError(error) ? { fields: scrubRecord(error.fields, depth + 1) } : {}),
    ...(isBug && error.stack !== undefined ? { stack: scrubText(error.stack) } : {}),
    ...(error.cause !== undefined && depth < MAX_DEPTH
      ? { cause: scrubValue(error.cause, depth + 1) }
      : {}),
  }
}

function foreignCode(error: Error): { name: string; code?: string } {
  const code: unknown = "code" in error ? error.code : undefined
  return { name: error.name, ...(typeof code === "string" ? { code } : {}) }
}

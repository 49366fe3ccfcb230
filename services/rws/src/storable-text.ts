import { GirError } from "@gir/errors"

/** Deeper values than any of our schemas has. */
const MAX_DEPTH = 16

/**
 * Refuses text that PostgreSQL cannot keep: the NUL character, and halves of surrogate pairs.
 *
 * @param where names the value in the error.
 * @returns the same value.
 * @throws ERR_BAD_REQUEST
 */
export function assertStorableText<T>(value: T, where: string): T {
  visit(value, where, 0)
  return value
}

function visit(value: unknown, where: string, depth: number): void {
  if (depth > MAX_DEPTH) refuse(where, "is nested too deeply")
  if (typeof value === "string" && /\0|\p{Surrogate}/u.test(value)) {
    refuse(where, "holds a NUL character or half a surrogate pair")
  }
  if (typeof value !== "object" || value === null) return
  for (const [key, part] of Object.entries(value)) {
    visit(key, where, depth + 1)
    visit(part, `${where}.${key}`, depth + 1)
  }
}

function refuse(where: string, reason: string): never {
  throw new GirError("ERR_BAD_REQUEST", `${where} ${reason}`, { where })
}

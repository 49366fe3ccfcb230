import { GirError } from "@gir/errors"

/**
 * Refuses text that PostgreSQL cannot keep: the NUL character and halves of surrogate pairs.
 *
 * @param what names the value in the error.
 * @throws ERR_BAD_REQUEST
 */
export function assertStorableText(value: unknown, what: string): void {
  if (typeof value === "string" && /\0|\p{Surrogate}/u.test(value)) {
    throw new GirError("ERR_BAD_REQUEST", `${what} holds a NUL character or half a surrogate pair`)
  }
  if (typeof value !== "object" || value === null) return
  // The body's schema has limited the depth by now.
  for (const [name, part] of Object.entries(value)) {
    assertStorableText(name, what)
    assertStorableText(part, what)
  }
}

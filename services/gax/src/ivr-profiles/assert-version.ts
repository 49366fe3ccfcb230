import { GirError } from "@gir/errors"

/**
 * Refuses a save that was made from another version than the stored one. The Configuration Server
 * does it again when it stores, for what happens between.
 *
 * @throws ERR_CONFLICT with the stored version.
 */
export function assertVersion({ version }: { readonly version: number }, seen: number): void {
  if (version === seen) return
  const message = `the stored version is ${version}, the change was made from ${seen}`
  throw new GirError("ERR_CONFLICT", message, { fields: { version } })
}

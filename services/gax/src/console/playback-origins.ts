import { toGirError } from "@gir/errors"
import type { GaxParts } from "../gax-parts.ts"

/** Pages are opened by strangers as well: however many come, Web Services is asked once in a while. */
const FRESH_MS = 5_000

/**
 * Where the console's players go: the origins of all decrypt-uri-prefixes, and the RCS that GAX
 * itself works with. A prefix that is set later counts from the next load of the page.
 */
export function playbackOrigins({
  config,
  peers,
  clock,
  logger,
}: GaxParts): () => Promise<string[]> {
  const own = new URL(config.rcsUrl).origin
  let asked = Number.NEGATIVE_INFINITY
  let origins: Promise<string[]> = Promise.resolve([own])
  const ask = async (): Promise<string[]> => {
    try {
      const prefixes = await peers.rws.decryptUriPrefixes()
      const named = prefixes.map(({ value }) => new URL(value).origin)
      return [...new Set([own, ...named])]
    } catch (error) {
      // Without Web Services there is nothing to play, and the page must open all the same.
      logger.debug({ code: toGirError(error).code }, "decrypt-uri-prefixes are not known")
      return [own]
    }
  }
  return async () => {
    const now = clock.monotonicMs()
    if (now - asked >= FRESH_MS) {
      asked = now
      origins = ask()
    }
    return origins
  }
}

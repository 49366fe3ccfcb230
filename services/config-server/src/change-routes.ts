import { type ChangeFeed, ChangesQuery } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import { readChanges } from "./change-feed.ts"
import type { ConfigServerParts } from "./config-server-parts.ts"

/**
 * The change feed: what changed after a number, held open until something does. It is a hint; what
 * an object is now is asked at its own address.
 */
export function changeRoutes(app: App, { database, watch }: ConfigServerParts): void {
  app.get(
    "/changes",
    { schema: { querystring: ChangesQuery } },
    async (request, reply): Promise<ChangeFeed> => {
      const { since = 0, waitMs = 0 } = request.query
      const feed = await readChanges(database, since)
      if (waitMs === 0 || feed.latest !== since) return feed
      const gone = new AbortController()
      reply.raw.once("close", () => gone.abort())
      await watch.untilChanged(since, { waitMs, signal: gone.signal })
      return readChanges(database, since)
    },
  )
}

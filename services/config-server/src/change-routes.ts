import { type ChangeFeed, ChangesQuery } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import type { Faults } from "@gir/sim"
import { readChanges } from "./change-feed.ts"
import type { ConfigServerParts } from "./config-server-parts.ts"

/**
 * The change feed: what changed after a number, held open until something does. It is a hint; what
 * an object is now is asked at its own address.
 */
export function changeRoutes(app: App, { database, watch, faults }: ConfigServerParts): void {
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
      const changed = await readChanges(database, since)
      if (!isHintLost(faults, changed)) return changed
      // Who waits is told by the next change, or when the time is up.
      await watch.untilChanged(changed.latest, { waitMs, signal: gone.signal })
      return readChanges(database, since)
    },
  )
}

function isHintLost(faults: Faults, { changes }: ChangeFeed): boolean {
  const last = changes.at(-1)
  if (last === undefined) return false
  const subject = `${last.object} ${last.id} version ${last.version ?? "none"}`
  return faults.fires("config-server.lost-hint", subject) !== null
}

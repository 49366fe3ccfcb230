import type { StorageDestination } from "../storage-destination.ts"
import { orDestroyed } from "./guarded.ts"

/**
 * A Storage Destination whose adapter is loaded when it is first used: a client library takes longer
 * to load than a service takes to start.
 */
export function lazyDestination(load: () => Promise<StorageDestination>): StorageDestination {
  let loading: Promise<StorageDestination> | null = null
  const storage = () => (loading ??= load())
  return {
    put: (key, body) => orDestroyed(body, async () => (await storage()).put(key, body)),
    get: async (key, range) => (await storage()).get(key, range),
    head: async (key) => (await storage()).head(key),
    delete: async (key) => (await storage()).delete(key),
    list: async function* (prefix) {
      yield* (await storage()).list(prefix)
    },
    check: async () => (await storage()).check(),
  }
}

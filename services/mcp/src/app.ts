import { openDatabase } from "@gir/database"
import { defineWorkers, openJobs, type Jobs } from "@gir/queue"
import {
  createService,
  requireServiceToken,
  type Service,
  type ServiceContext,
} from "@gir/service-kit"
import { openStorageDestination } from "@gir/storage"
import type { McpConfig } from "./config.ts"
import { configSource } from "./config-source.ts"
import { mcpParts, type McpParts } from "./mcp-parts.ts"
import { recordCall } from "./record-call.ts"
import { statusRoute } from "./status-route.ts"

export { readMcpConfig, type McpConfig } from "./config.ts"

/** The Media Control Platform: takes `record-call` jobs. Built, but not yet listening. */
export async function buildMcp(config: McpConfig, context: ServiceContext): Promise<Service> {
  const { databaseUrl, redisUrl, nodeRoot, bundleOrder, weakSignature, chainPath, serviceToken } =
    config
  const { name, clock, faults, logger } = context
  const storage = openStorageDestination(config.storageDestination, faults)
  const database = openDatabase({ url: databaseUrl, logger, applicationName: name })
  const jobs = await openJobs({ database, databaseUrl, redisUrl, logger, clock, faults })
  const source = configSource({ baseUrl: config.configServerUrl, serviceToken })
  const parts = mcpParts({
    context,
    jobs,
    storage,
    source,
    nodeRoot,
    bundleOrder,
    weakSignature,
    chainPath,
    storageUri: config.storageDestination,
  })
  const isReady = async (): Promise<void> => {
    parts.follower.assertInStep()
    await jobs.check()
    await storage.check()
  }
  const app = createService(context, {
    isReady,
    openApiGuard: requireServiceToken(serviceToken),
  })
  statusRoute(app, { ...parts, node: name, serviceToken })
  const run = runParts(parts, { jobs, concurrency: config.concurrency })
  const close = once(async () => {
    await run.close()
    await Promise.all([app.close(), jobs.close()])
    await database.end()
  })
  return { app, start: async () => run.start(), close }
}

interface Run {
  start(): void
  close(): Promise<void>
}

/** No call is taken before the profiles and the node's own options are known. */
function runParts(
  { follower, recordCallDeps }: McpParts,
  { jobs, concurrency }: { jobs: Jobs; concurrency: number },
): Run {
  const stop = new AbortController()
  let following: Promise<void> = Promise.resolve()
  const workers = defineWorkers({
    jobs,
    handlers: { "record-call": (call, { signal }) => recordCall(call, recordCallDeps, signal) },
    concurrency,
  })
  return {
    start: () => {
      following = follower.follow(stop.signal, () => workers.start())
    },
    close: async () => {
      stop.abort()
      await workers.close()
      await follower.stop()
      await following
    },
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null
  return () => (done ??= work())
}

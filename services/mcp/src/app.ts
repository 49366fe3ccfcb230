import { openDatabase } from "@gir/database"
import { defineWorkers, openJobs, type Jobs } from "@gir/queue"
import {
  createService,
  jobMetrics,
  requireServiceToken,
  type Service,
  type ServiceContext,
} from "@gir/service-kit"
import { openStorageDestination } from "@gir/storage"
import type { McpConfig } from "./config.ts"
import { configSource } from "./config-source.ts"
import { liveCallRoutes, rtpPacketCounter } from "./live/live-call-routes.ts"
import { liveCalls, type LiveCalls } from "./live/live-calls.ts"
import { mcpParts, type McpParts } from "./mcp-parts.ts"
import { recordCall } from "./record-call.ts"
import { statusRoute } from "./status-route.ts"
import { latenessMetrics, latenessRoutes } from "./write-lateness.ts"

export { readMcpConfig, type McpConfig } from "./config.ts"

/** The Media Control Platform: takes `record-call` jobs. Built, but not yet listening. */
export async function buildMcp(config: McpConfig, context: ServiceContext): Promise<Service> {
  const { databaseUrl, redisUrl, nodeRoot, bundleOrder, weakSignature, chainPath, serviceToken } =
    config
  const { name, clock, faults, logger } = context
  const storage = openStorageDestination(config.storageDestination, faults, config.storageAccess)
  const database = openDatabase({ url: databaseUrl, logger, applicationName: name })
  const jobs = await openJobs({
    database,
    databaseUrl,
    redisUrl,
    logger,
    clock,
    faults,
    spans: context.tracing?.sink,
  })
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
  latenessMetrics(app, parts.lateness)
  latenessRoutes(app, { lateness: parts.lateness, serviceToken })
  statusRoute(app, { ...parts, node: name, serviceToken })
  const live = liveCalls({
    ...parts.recordCallDeps,
    alertTone: { nodeRoot, logger },
    rtpAddress: config.rtpAddress,
    idleMs: config.rtpIdleMs,
    limit: config.liveCalls,
    count: rtpPacketCounter(app),
    logger,
  })
  liveCallRoutes(app, { liveCalls: live, serviceToken })
  const run = runParts(parts, {
    jobs,
    live,
    concurrency: config.concurrency,
    onTry: jobMetrics(app),
  })
  const close = once(async () => {
    await run.close()
    await Promise.all([app.close(), jobs.close()])
    await database.end()
  })
  return { app, start: async () => run.start(), close }
}

/**
 * A recorded file may be longer than anybody waits for: its job then goes back to the queue, early
 * enough that thousands of them are given up within the 10 s after which a supervisor kills.
 */
const CLOSE_GRACE_MS = 3_000

interface Run {
  start(): void
  close(): Promise<void>
}

interface RunOptions {
  readonly jobs: Jobs
  readonly live: LiveCalls
  readonly concurrency: number
  readonly onTry: ReturnType<typeof jobMetrics>
}

/** No call is taken before the profiles and the node's own options are known. */
function runParts(
  { follower, recordCallDeps }: McpParts,
  { jobs, live, concurrency, onTry }: RunOptions,
): Run {
  const stop = new AbortController()
  let following: Promise<void> = Promise.resolve()
  const workers = defineWorkers({
    jobs,
    handlers: { "record-call": (call, { signal }) => recordCall(call, recordCallDeps, signal) },
    concurrency,
    onTry,
  })
  return {
    start: () => {
      following = follower.follow(stop.signal, () => workers.start())
    },
    close: async () => {
      stop.abort()
      await Promise.all([workers.close({ graceMs: CLOSE_GRACE_MS }), live.close()])
      await follower.stop()
      await following
    },
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null
  return () => (done ??= work())
}

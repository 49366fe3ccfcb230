import { openDatabase } from "@gir/database"
import { ffmpegPaths } from "@gir/media"
import { defineWorkers, type Jobs, openJobs } from "@gir/queue"
import {
  createService,
  jobMetrics,
  httpClient,
  requireServiceToken,
  type Service,
  type ServiceContext,
} from "@gir/service-kit"
import type { ScreenRecorderConfig } from "./config.ts"
import { recordScreen } from "./record-screen.ts"
import { screenIntake } from "./screen-intake.ts"

export { readScreenRecorderConfig, type ScreenRecorderConfig } from "./config.ts"

/** The parts that a test may bring itself; `close` closes them either way. */
export interface OpenedParts {
  readonly jobs: Jobs
  /** Frees what stands behind the jobs. */
  readonly close: () => Promise<void>
}

/**
 * The Screen Recording Service: records screens and uploads them to Interaction Recording Web
 * Services, which encrypt them. It holds no certificate, no key and no ciphertext, and writes
 * nothing to a disk.
 */
export async function buildScreenRecorder(
  config: ScreenRecorderConfig,
  context: ServiceContext,
  opened?: OpenedParts,
): Promise<Service> {
  const { jobs, close } = opened ?? (await openParts(config, context))
  const rws = httpClient({
    baseUrl: config.rwsUrl,
    authorization: () => `Bearer ${config.serviceToken}`,
  })
  const deps = { intake: screenIntake(rws), clock: context.clock }
  const app = createService(context, {
    openApiGuard: requireServiceToken(config.serviceToken),
    isReady: async () => {
      await jobs.check()
      ffmpegPaths()
    },
  })
  const workers = defineWorkers({
    jobs,
    concurrency: config.concurrency,
    handlers: { "record-screen": (payload, { signal }) => recordScreen(payload, deps, signal) },
    onTry: jobMetrics(app),
  })
  const closeAll = async (): Promise<void> => {
    await workers.close()
    await app.close()
    await rws.close()
    await jobs.close()
    await close()
  }
  let closing: Promise<void> | undefined
  return {
    app,
    start: async () => workers.start(),
    close: () => (closing ??= closeAll()),
  }
}

async function openParts(
  config: ScreenRecorderConfig,
  { clock, faults, logger, tracing }: ServiceContext,
): Promise<OpenedParts> {
  const { databaseUrl, redisUrl, nodeName } = config
  const database = openDatabase({ url: databaseUrl, logger, applicationName: nodeName })
  const jobs = await openJobs({
    database,
    databaseUrl,
    redisUrl,
    logger,
    clock,
    faults,
    spans: tracing?.sink,
  })
  return { jobs, close: () => database.end() }
}

import { openDatabase } from "@gir/database"
import { defineWorkers, type Jobs, openJobs } from "@gir/queue"
import {
  createService,
  jobMetrics,
  httpClient,
  requireServiceToken,
  type Service,
  type ServiceContext,
} from "@gir/service-kit"
import { openStorageDestination, type StorageDestination } from "@gir/storage"
import type { RecordingProcessorConfig } from "./config.ts"
import { processRecording } from "./process-recording.ts"
import { recordingsApi } from "./recordings-api.ts"

export { readRecordingProcessorConfig, type RecordingProcessorConfig } from "./config.ts"

/** The parts that a test may bring itself; `close` closes them either way. */
export interface OpenedParts {
  readonly jobs: Jobs
  readonly storage: StorageDestination
  /** Frees what stands behind the jobs. */
  readonly release: () => Promise<void>
}

/**
 * The Recording Processor: takes the receipts of recorded calls, completes their metadata, and hands
 * them to Interaction Recording Web Services. It touches no byte of a recording.
 */
export async function buildRecordingProcessor(
  config: RecordingProcessorConfig,
  context: ServiceContext,
  opened?: OpenedParts,
): Promise<Service> {
  const { jobs, storage, release } = opened ?? (await openParts(config, context))
  const rws = httpClient({
    baseUrl: config.rwsUrl,
    authorization: () => `Bearer ${config.serviceToken}`,
  })
  const parts = { storage, recordings: recordingsApi(rws) }
  const app = createService(context, {
    openApiGuard: requireServiceToken(config.serviceToken),
    isReady: async () => {
      await jobs.check()
      await storage.check()
    },
  })
  const workers = defineWorkers({
    jobs,
    concurrency: config.concurrency,
    handlers: {
      "process-recording": (payload, { signal }) => processRecording(parts, payload, signal),
    },
    onTry: jobMetrics(app),
  })
  const closeAll = async (): Promise<void> => {
    await workers.close()
    await app.close()
    await rws.close()
    await jobs.close()
    await release()
  }
  let closing: Promise<void> | undefined
  return {
    app,
    start: async () => workers.start(),
    close: () => (closing ??= closeAll()),
  }
}

async function openParts(
  config: RecordingProcessorConfig,
  { clock, faults, logger, tracing }: ServiceContext,
): Promise<OpenedParts> {
  const { databaseUrl, redisUrl, nodeName } = config
  const storage = openStorageDestination(config.storageDestination, faults, config.storageAccess)
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
  return { jobs, storage, release: () => database.end() }
}

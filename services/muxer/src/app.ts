import { openDatabase } from "@gir/database"
import { defineWorkers, openJobs } from "@gir/queue"
import {
  createService,
  jobMetrics,
  requireServiceToken,
  type Service,
  type ServiceContext,
} from "@gir/service-kit"
import { openStorageDestination } from "@gir/storage"
import type { MuxerConfig } from "./config.ts"
import { muxRecording } from "./mux-recording.ts"
import { muxerParts } from "./muxer-parts.ts"
import { playbackClient } from "./playback-client.ts"
import { recordingsClient } from "./recordings-client.ts"

export { readMuxerConfig, type MuxerConfig } from "./config.ts"

/** The Recording Muxer: takes `mux-recording` jobs. Built, but not yet listening. */
export async function buildMuxer(config: MuxerConfig, context: ServiceContext): Promise<Service> {
  const { databaseUrl, redisUrl } = config
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
  const rws = recordingsClient(config)
  const rcs = playbackClient(config)
  const parts = muxerParts({ context, storage, rws, rcs, clearCall: config.clearCall })
  const isReady = async (): Promise<void> => {
    // One after the other: nothing is still at work when the first fault is answered.
    for (const part of [jobs, storage, rws, rcs]) await part.check()
  }
  const app = createService(context, {
    isReady,
    openApiGuard: requireServiceToken(config.serviceToken),
  })
  const workers = defineWorkers({
    jobs,
    handlers: { "mux-recording": (job, run) => muxRecording(job, parts, run) },
    concurrency: config.concurrency,
    onTry: jobMetrics(app),
  })
  const close = once(async () => {
    await workers.close()
    await Promise.all([app.close(), rws.close(), rcs.close(), jobs.close()])
    await database.end()
  })
  return { app, start: async () => workers.start(), close }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null
  return () => (done ??= work())
}

import { openDatabase } from "@gir/database"
import { defineWorkers, openJobs } from "@gir/queue"
import {
  addAnswerFaults,
  createService,
  jobMetrics,
  type Service,
  type ServiceContext,
} from "@gir/service-kit"
import type { RcsConfig } from "./config.ts"
import { createParts } from "./parts.ts"
import { rcsRoutes } from "./rcs-routes.ts"
import { databaseRecords } from "./records/rcs-records.ts"
import { verifyPlayback } from "./verify-playback.ts"
import { perhapsWrongProof } from "./wrong-plaintext.ts"

export { readRcsConfig, type RcsConfig } from "./config.ts"

/**
 * The Recording Crypto Server: the only holder of private keys. It starts, and says so, also when
 * its keystore cannot be opened, when its CA store is unusable and when its peers are away.
 */
export async function buildRcs(config: RcsConfig, context: ServiceContext): Promise<Service> {
  const { clock, faults, logger } = context
  const { databaseUrl, redisUrl, concurrency } = config
  const database = openDatabase({ url: databaseUrl, logger, applicationName: config.nodeName })
  const records = databaseRecords(database, { clock, node: config.nodeName })
  const parts = await createParts(config, context, records)
  const jobs = await openJobs({
    database,
    databaseUrl,
    redisUrl,
    logger,
    clock,
    faults,
    spans: context.tracing?.sink,
  })
  const isReady = async (): Promise<void> => {
    await parts.keystore.entries()
    await jobs.check()
  }
  const app = createService(context, {
    isReady,
    openApiGuard: async (request) => parts.authorization.sessionOrService(request, "any"),
  })
  const workers = defineWorkers({
    jobs,
    concurrency,
    handlers: {
      "verify-playback": async (payload, { signal }) =>
        perhapsWrongProof(await verifyPlayback(payload, signal, parts), faults),
    },
    onTry: jobMetrics(app),
  })
  addAnswerFaults(app, faults, "rcs")
  rcsRoutes(app, parts)
  const closeAll = async (): Promise<void> => {
    await workers.close()
    await app.close()
    await jobs.close()
    await parts.decryptPool.close()
    await parts.rws.close()
    await database.end()
  }
  let closing: Promise<void> | undefined
  return {
    app,
    start: async () => {
      if (concurrency > 0) workers.start()
    },
    close: () => (closing ??= closeAll()),
  }
}

import { named, openDatabase } from "@gir/database"
import { openJobs } from "@gir/queue"
import {
  addAnswerFaults,
  type App,
  createService,
  type Service,
  type ServiceContext,
} from "@gir/service-kit"
import { openStorageDestination } from "@gir/storage"
import type { RwsConfig } from "./config.ts"
import { requireRole } from "./require-role.ts"
import { adminSettingRoutes } from "./routes/admin-setting-routes.ts"
import { censusRoutes } from "./routes/census-routes.ts"
import { mediaRoutes } from "./routes/media-routes.ts"
import { opsRecordingRoutes } from "./routes/ops-recording-routes.ts"
import { muxRoutes, recordingRoutes } from "./routes/recording-routes.ts"
import { screenRoutes } from "./routes/screen-routes.ts"
import { settingRoutes } from "./routes/setting-routes.ts"
import { queueMetrics } from "./queue-metrics.ts"
import type { RwsParts } from "./rws-parts.ts"
import { ensureUsersFile } from "./users.ts"

export { readRwsConfig, type RwsConfig } from "./config.ts"

/** A screen of an hour may come at the speed at which it was recorded. */
const REQUEST_TIMEOUT_MS = 3_600_000

/** The parts that a test may bring itself. */
export type OpenedParts = Pick<RwsParts, "database" | "jobs" | "storage">

/**
 * Interaction Recording Web Services: metadata, settings, media URIs, stored bytes for RCS, and the
 * intake of screen recordings. It encrypts, and holds no key that could decrypt.
 *
 * @param opened default: what the settings name. `close` closes them either way.
 */
export async function buildRws(
  config: RwsConfig,
  context: ServiceContext,
  opened?: OpenedParts,
): Promise<Service> {
  const parts: RwsParts = {
    ...(opened ?? (await openParts(config, context))),
    clock: context.clock,
    logger: context.logger,
    contactCenterId: config.contactCenterId,
    nodePath: config.nodePath,
    region: config.region,
    envelopeProfile: config.envelopeProfile,
    maxScreenBytes: config.maxScreenBytes,
  }
  const app = createService(context, {
    isReady: () => assertReady(parts),
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    openApiGuard: requireRole(config, ["OPS Admin", "Contact Center Admin"]),
  })
  addAnswerFaults(app, context.faults, "rws")
  addRoutes(app, { parts, config })
  queueMetrics(app, parts)
  const closeAll = async (): Promise<void> => {
    await app.close()
    await parts.jobs.close()
    await parts.database.end()
  }
  let closing: Promise<void> | undefined
  return {
    app,
    // RWS takes no jobs: it works as soon as it listens.
    start: async () => {},
    close: () => (closing ??= closeAll()),
  }
}

function addRoutes(app: App, { parts, config }: { parts: RwsParts; config: RwsConfig }): void {
  if (config.usersFile !== null) ensureUsersFile(config.usersFile)
  const ops = requireRole(config, ["OPS Admin"])
  const readers = requireRole(config, ["OPS Admin", "Contact Center Admin"])
  const administrators = requireRole(config, ["Contact Center Admin"])
  const internal = requireRole(config, [])
  settingRoutes(app, { parts, guard: ops })
  adminSettingRoutes(app, { parts, guard: administrators })
  opsRecordingRoutes(app, { parts, guard: ops })
  recordingRoutes(app, { parts, guard: readers })
  muxRoutes(app, { parts, guard: ops })
  mediaRoutes(app, { parts, guard: internal })
  screenRoutes(app, { parts, guard: internal })
  censusRoutes(app, { parts, guard: internal })
}

async function openParts(
  config: RwsConfig,
  { clock, faults, logger, tracing }: ServiceContext,
): Promise<OpenedParts> {
  const { databaseUrl, redisUrl, nodeName, storageDestination, storageAccess } = config
  const storage = openStorageDestination(storageDestination, faults, storageAccess)
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
  return { database, jobs, storage }
}

async function assertReady({ database, jobs, storage }: RwsParts): Promise<void> {
  await named(database, { name: "rws-is-ready", text: "select id from recordings limit 1" })
  await jobs.check()
  await storage.check()
}

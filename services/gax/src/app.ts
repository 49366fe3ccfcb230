import { openDatabase } from "@gir/database"
import { openJobs, type Jobs } from "@gir/queue"
import { createService, type App, type Service, type ServiceContext } from "@gir/service-kit"
import { accountRoutes } from "./accounts/account-routes.ts"
import { applicationRoutes } from "./applications/application-routes.ts"
import { openCertificateChanges } from "./certificates/certificate-changes.ts"
import { certificateRoutes, certificateViewRoutes } from "./certificates/certificate-routes.ts"
import type { GaxConfig } from "./config.ts"
import { consoleRoutes } from "./console/console-routes.ts"
import type { GaxParts } from "./gax-parts.ts"
import { faultRoutes } from "./faults/fault-routes.ts"
import { ivrProfileRoutes } from "./ivr-profiles/ivr-profile-routes.ts"
import { openPeers } from "./peers/peers.ts"
import { queueAdministrationRoutes, queueViewRoutes } from "./queues/queue-routes.ts"
import { labRoutes } from "./labs/lab-routes.ts"
import { openProofBook } from "./recordings/proof-book.ts"
import { openRecordingIndex } from "./recordings/recording-index.ts"
import {
  playbackRoutes,
  recordingAdministrationRoutes,
  recordingViewRoutes,
} from "./recordings/recording-routes.ts"
import { openVerification } from "./recordings/verification.ts"
import { scenarioRoutes } from "./scenarios/scenario-routes.ts"
import { screenCertificateRoutes } from "./screen-recording-certificates/screen-certificate-routes.ts"
import { ADMINISTRATION, DECRYPT, requirePrivilege } from "./sessions/require-privilege.ts"
import { refuseForeignChanges } from "./sessions/session-cookie.ts"
import { sessionRoutes } from "./sessions/session-routes.ts"
import { openSessions } from "./sessions/sessions.ts"
import { systemAdministrationRoutes, systemViewRoutes } from "./system/system-routes.ts"

export { readGaxConfig, type GaxConfig } from "./config.ts"

/** What GAX opens of its own; a test brings its own. */
export interface GaxQueue {
  readonly jobs: Jobs
  close(): Promise<void>
}

/**
 * Genesys Administrator Extension with the Recording Plug-in: upload, deploy, assign. A private key
 * passes through to RCS, and is neither kept nor logged. Below `/api` the API; the rest of the
 * addresses are pages of the console.
 */
export async function buildGax(
  config: GaxConfig,
  context: ServiceContext,
  openQueue: (config: GaxConfig, context: ServiceContext) => Promise<GaxQueue> = openGaxQueue,
): Promise<Service> {
  const queue = await openQueue(config, context)
  const parts = gaxParts(config, context, queue.jobs)
  const app = createService(context, { openApiGuard: requirePrivilege(parts.sessions, "any") })
  await app.register(async (api) => apiRoutes(api, parts), { prefix: "/api" })
  consoleRoutes(app, parts)
  const closeAll = async (): Promise<void> => {
    await parts.verification.close()
    await app.close()
    await parts.peers.close()
    await queue.close()
  }
  let closing: Promise<void> | undefined
  return {
    app,
    // Nothing runs by itself: GAX only answers.
    start: async () => {},
    close: () => (closing ??= closeAll()),
  }
}

/** For Queues, Alarms, Verify all and Record one call: GAX adds jobs and takes none. */
async function openGaxQueue(
  { databaseUrl, redisUrl }: GaxConfig,
  { name, clock, logger, tracing }: ServiceContext,
): Promise<GaxQueue> {
  const database = openDatabase({ url: databaseUrl, logger, applicationName: name })
  const jobs = await openJobs({
    database,
    databaseUrl,
    redisUrl,
    logger,
    clock,
    spans: tracing?.sink,
  })
  return {
    jobs,
    close: async () => {
      await jobs.close()
      await database.end()
    },
  }
}

function gaxParts(config: GaxConfig, { clock, logger }: ServiceContext, jobs: Jobs): GaxParts {
  const peers = openPeers(config, clock)
  const recordings = openRecordingIndex(peers.rws, clock)
  const proofs = openProofBook(jobs)
  return {
    config,
    peers,
    sessions: openSessions({ idleTimeoutMs: config.sessionIdleMs, clock }),
    certificateChanges: openCertificateChanges(clock),
    jobs,
    recordings,
    proofs,
    verification: openVerification({ jobs, index: recordings, proofs, clock, logger }),
    clock,
    logger,
  }
}

/** One group of routes per privilege, so that none can be forgotten on a route of its own. */
async function apiRoutes(api: App, parts: GaxParts): Promise<void> {
  const { sessions } = parts
  api.addHook("onRequest", refuseForeignChanges)
  // What one person was answered must not be shown to the next one at the same browser.
  api.addHook("onSend", async (_request, reply) => void reply.header("cache-control", "no-store"))
  sessionRoutes(api, parts)
  await api.register(async (view) => {
    view.addHook("onRequest", requirePrivilege(sessions, "any"))
    certificateViewRoutes(view, parts)
    recordingViewRoutes(view, parts)
    systemViewRoutes(view, parts)
    queueViewRoutes(view, parts)
  })
  await api.register(async (play) => {
    play.addHook("onRequest", requirePrivilege(sessions, DECRYPT))
    playbackRoutes(play, parts)
  })
  await api.register(async (administration) => {
    administration.addHook("onRequest", requirePrivilege(sessions, ADMINISTRATION))
    certificateRoutes(administration, parts)
    ivrProfileRoutes(administration, parts)
    applicationRoutes(administration, parts)
    screenCertificateRoutes(administration, parts)
    recordingAdministrationRoutes(administration, parts)
    systemAdministrationRoutes(administration, parts)
    queueAdministrationRoutes(administration, parts)
    accountRoutes(administration, parts)
    faultRoutes(administration, parts)
    scenarioRoutes(administration, parts)
    labRoutes(administration, parts)
  })
}

import { createService, type App, type Service, type ServiceContext } from "@gir/service-kit"
import { applicationRoutes } from "./applications/application-routes.ts"
import { openCertificateChanges } from "./certificates/certificate-changes.ts"
import { certificateRoutes, certificateViewRoutes } from "./certificates/certificate-routes.ts"
import type { GaxConfig } from "./config.ts"
import { consoleRoutes } from "./console/console-routes.ts"
import type { GaxParts } from "./gax-parts.ts"
import { ivrProfileRoutes } from "./ivr-profiles/ivr-profile-routes.ts"
import { openPeers } from "./peers/peers.ts"
import {
  playbackRoutes,
  recordingAdministrationRoutes,
  recordingViewRoutes,
} from "./recordings/recording-routes.ts"
import { screenCertificateRoutes } from "./screen-recording-certificates/screen-certificate-routes.ts"
import { ADMINISTRATION, DECRYPT, requirePrivilege } from "./sessions/require-privilege.ts"
import { refuseForeignChanges } from "./sessions/session-cookie.ts"
import { sessionRoutes } from "./sessions/session-routes.ts"
import { openSessions } from "./sessions/sessions.ts"
import { systemAdministrationRoutes, systemViewRoutes } from "./system/system-routes.ts"

export { readGaxConfig, type GaxConfig } from "./config.ts"

/**
 * Genesys Administrator Extension with the Recording Plug-in: upload, deploy, assign. A private key
 * passes through to RCS, and is neither kept nor logged. Below `/api` the API; the rest of the
 * addresses are pages of the console.
 */
export async function buildGax(config: GaxConfig, context: ServiceContext): Promise<Service> {
  const { clock, logger } = context
  const parts: GaxParts = {
    config,
    peers: openPeers(config),
    sessions: openSessions({ idleTimeoutMs: config.sessionIdleMs, clock }),
    certificateChanges: openCertificateChanges(clock),
    clock,
    logger,
  }
  const app = createService(context, { openApiGuard: requirePrivilege(parts.sessions, "any") })
  await app.register(async (api) => apiRoutes(api, parts), { prefix: "/api" })
  consoleRoutes(app, parts)
  const closeAll = async (): Promise<void> => {
    await app.close()
    await parts.peers.close()
  }
  let closing: Promise<void> | undefined
  return {
    app,
    // Nothing runs by itself: GAX only answers.
    start: async () => {},
    close: () => (closing ??= closeAll()),
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
  })
}

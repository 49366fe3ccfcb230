import { createService, type Service, type ServiceContext } from "@gir/service-kit"
import { certificateRoutes } from "./certificates/certificate-routes.ts"
import type { GaxConfig } from "./config.ts"
import type { GaxParts } from "./gax-parts.ts"
import { ivrProfileRoutes } from "./ivr-profiles/ivr-profile-routes.ts"
import { openPeers } from "./peers/peers.ts"
import { screenCertificateRoutes } from "./screen-recording-certificates/screen-certificate-routes.ts"
import { requireAdministrator } from "./sessions/require-administrator.ts"
import { sessionRoutes } from "./sessions/session-routes.ts"
import { openSessions } from "./sessions/sessions.ts"

export { readGaxConfig, type GaxConfig } from "./config.ts"

/**
 * Genesys Administrator Extension with the Recording Plug-in: upload, deploy, assign. A private key
 * passes through to RCS, and is neither kept nor logged.
 */
export async function buildGax(config: GaxConfig, context: ServiceContext): Promise<Service> {
  const peers = openPeers(config)
  const sessions = openSessions({ idleTimeoutMs: config.sessionIdleMs, clock: context.clock })
  const parts: GaxParts = { peers, sessions, clock: context.clock, logger: context.logger }
  const app = createService(context)
  sessionRoutes(app, parts)
  await app.register(async (guarded) => {
    guarded.addHook("onRequest", requireAdministrator(sessions))
    certificateRoutes(guarded, parts)
    ivrProfileRoutes(guarded, parts)
    screenCertificateRoutes(guarded, parts)
  })
  const closeAll = async (): Promise<void> => {
    await app.close()
    await peers.close()
  }
  let closing: Promise<void> | undefined
  return {
    app,
    // Nothing runs by itself: GAX only answers.
    start: async () => {},
    close: () => (closing ??= closeAll()),
  }
}

import { named, openDatabase } from "@gir/database"
import {
  createService,
  requireServiceToken,
  type Service,
  type ServiceContext,
} from "@gir/service-kit"
import { applicationRoutes } from "./application-routes.ts"
import { readLatest } from "./change-feed.ts"
import { changeRoutes } from "./change-routes.ts"
import { changeWatch } from "./change-watch.ts"
import type { ConfigServerConfig } from "./config.ts"
import { ivrProfileRoutes } from "./ivr-profile-routes.ts"

export { readConfigServerConfig, type ConfigServerConfig } from "./config.ts"

/** A profile may hold dozens of certificates as text. */
const BODY_LIMIT_BYTES = 4_194_304

/** Configuration Server: IVR Profiles, application options and the feed of their changes. */
export async function buildConfigServer(
  config: ConfigServerConfig,
  context: ServiceContext,
): Promise<Service> {
  const { databaseUrl, nodeName, serviceToken } = config
  const database = openDatabase({
    url: databaseUrl,
    logger: context.logger,
    applicationName: nodeName,
  })
  const watch = changeWatch({ readLatest: () => readLatest(database) })
  const app = createService(context, {
    isReady: async () => {
      await named(database, { name: "config-is-ready", text: "select latest from config_sequence" })
    },
    bodyLimitBytes: BODY_LIMIT_BYTES,
    openApiGuard: requireServiceToken(serviceToken),
  })
  const parts = { database, watch, faults: context.faults, logger: context.logger }
  // Held requests would keep `close` waiting.
  app.addHook("preClose", async () => watch.close())
  await app.register(async (guarded) => {
    guarded.addHook("onRequest", requireServiceToken(serviceToken))
    ivrProfileRoutes(guarded, parts)
    applicationRoutes(guarded, parts)
    changeRoutes(guarded, parts)
  })
  const closeAll = async (): Promise<void> => {
    await app.close()
    await database.end()
  }
  let closing: Promise<void> | undefined
  return {
    app,
    // Nothing runs by itself: the server only answers.
    start: async () => {},
    close: () => (closing ??= closeAll()),
  }
}

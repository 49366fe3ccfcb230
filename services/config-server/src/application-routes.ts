import { ApplicationParams, ApplicationUpdate } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import { findApplication, listApplications, saveApplication } from "./application-store.ts"
import type { ConfigServerParts } from "./config-server-parts.ts"
import { assertStorableText } from "./storable-text.ts"

/** Application objects and their options. Seed: "On the Options tab of each MCP application object". */
export function applicationRoutes(app: App, { database, watch, logger }: ConfigServerParts): void {
  app.get("/applications", async () => listApplications(database))

  const params = ApplicationParams
  app.get("/applications/:name", { schema: { params } }, async (request) => {
    assertStorableText(request.params.name, "the name")
    return findApplication(database, request.params.name)
  })

  app.put(
    "/applications/:name",
    { schema: { params, body: ApplicationUpdate } },
    async (request) => {
      const { name } = request.params
      assertStorableText([name, request.body], "the application")
      const application = await saveApplication(database, name, request.body)
      watch.nudge()
      logger.info({ application: name, version: application.version }, "application saved")
      return application
    },
  )
}

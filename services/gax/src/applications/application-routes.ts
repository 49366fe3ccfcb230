import {
  ApplicationOptionParams,
  ApplicationOptionsParams,
  type ApplicationRow,
  OptionSave,
  VersionQuery,
} from "@gir/contracts"
import type { App } from "@gir/service-kit"
import type { GaxParts } from "../gax-parts.ts"
import {
  openOptionOf,
  readOptionsTab,
  removeOptionOf,
  saveOptionOf,
} from "../ivr-profiles/options-tab.ts"
import { applicationOptionsHome, listApplications } from "./application-objects.ts"

const OPTIONS = "/applications/:application/options"

/** Application objects. Seed: "On the Options tab of each MCP application object". */
export function applicationRoutes(app: App, parts: GaxParts): void {
  app.get("/applications", async (): Promise<ApplicationRow[]> => {
    const applications = await listApplications(parts)
    return applications.map(({ options: _options, ...row }) => row)
  })

  app.get(OPTIONS, { schema: { params: ApplicationOptionsParams } }, async (request) =>
    readOptionsTab(applicationOptionsHome(request.params.application, parts)),
  )

  const params = ApplicationOptionParams
  app.get(`${OPTIONS}/:section/:name`, { schema: { params } }, async (request) =>
    openOptionOf(applicationOptionsHome(request.params.application, parts), request.params),
  )

  app.put(
    `${OPTIONS}/:section/:name`,
    { schema: { params, body: OptionSave } },
    async (request) => {
      const home = applicationOptionsHome(request.params.application, parts)
      return saveOptionOf(home, request.params, request.body)
    },
  )

  app.delete(
    `${OPTIONS}/:section/:name`,
    { schema: { params, querystring: VersionQuery } },
    async (request, reply) => {
      const home = applicationOptionsHome(request.params.application, parts)
      await removeOptionOf(home, request.params, request.query.version)
      return reply.code(204).send()
    },
  )
}

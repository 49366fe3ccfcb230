import { createService, requireServiceToken, type App, type ServiceContext } from "@gir/service-kit"
import { Type } from "typebox"
import type { Supervisor } from "./supervisor.ts"

interface ControlOptions {
  readonly supervisor: Supervisor
  readonly serviceToken: string
  readonly context: ServiceContext
}

const NodeName = Type.Object({ name: Type.String({ maxLength: 64 }) })

/** The supervisor's own address on loopback, for `gir status` and `gir restart`. */
export function buildControl({ supervisor, serviceToken, context }: ControlOptions): App {
  const app = createService(context)
  app.register((routes, _options, done) => {
    routes.addHook("preHandler", requireServiceToken(serviceToken))
    routes.get("/nodes", () => supervisor.states())
    routes.post(
      "/nodes/:name/restart",
      { schema: { params: NodeName } },
      async (request, reply) => {
        await supervisor.restart((request.params as { name: string }).name)
        return reply.code(204).send()
      },
    )
    done()
  })
  return app
}

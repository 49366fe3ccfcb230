import type { LoadState, LoadWatch } from "@gir/contracts"
import { createService, requireServiceToken, type App, type ServiceContext } from "@gir/service-kit"
import { Type } from "typebox"
import type { Supervisor } from "./supervisor.ts"

interface ControlOptions {
  readonly supervisor: Supervisor
  readonly serviceToken: string
  readonly context: ServiceContext
  /** What else can be asked for here, behind the same token. */
  readonly addresses?: (app: App) => void
  /** The load that this installation is under; absent: none, ever. */
  readonly load?: () => LoadState | null
}

const NodeName = Type.Object({ name: Type.String({ maxLength: 64 }) })

/** The supervisor's own address on loopback, for `gir status`, `gir restart` and the console. */
export function buildControl(options: ControlOptions): App {
  const { supervisor, serviceToken, context, addresses, load } = options
  const app = createService(context)
  app.register((routes, _options, done) => {
    routes.addHook("onRequest", requireServiceToken(serviceToken))
    addresses?.(routes)
    routes.get("/nodes", () => supervisor.states())
    routes.get("/load", async (): Promise<LoadWatch> => ({ load: load?.() ?? null }))
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

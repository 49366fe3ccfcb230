import { NewScenarioWalk, WalkRequest } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { App } from "@gir/service-kit"
import type { GaxParts } from "../gax-parts.ts"
import type { SupervisorClient } from "../peers/supervisor-client.ts"

/** Scenarios, step by step: the engine is the supervisor's, GAX hands its state and buttons on. */
export function scenarioRoutes(app: App, { peers }: GaxParts): void {
  const supervisor = (): SupervisorClient => {
    if (peers.supervisor !== null) return peers.supervisor
    throw new GirError("ERR_NOT_FOUND", "nobody rehearses scenarios for GAX here", {
      next: "npx gir scenario run NAME --step",
    })
  }
  app.get("/scenarios", async () => supervisor().scenarios())
  app.get("/scenario-walk", async () => supervisor().walk())
  app.post("/scenario-walk", { schema: { body: NewScenarioWalk } }, async ({ body }, reply) => {
    await supervisor().beginWalk(body)
    return reply.code(204).send()
  })
  app.post("/scenario-walk/commands", { schema: { body: WalkRequest } }, async (request, reply) => {
    await supervisor().pressWalk(request.body)
    return reply.code(204).send()
  })
  app.delete("/scenario-walk", async (_request, reply) => {
    await supervisor().endWalk()
    return reply.code(204).send()
  })
}

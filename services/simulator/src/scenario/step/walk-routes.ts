import { NewScenarioWalk, WalkRequest } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import type { WalkDesk } from "./walk-desk.ts"

/** The desk's addresses, for GAX; whoever registers them guards them. */
export function walkRoutes(app: App, desk: WalkDesk): void {
  app.get("/scenarios", () => desk.scenarios())
  app.get("/scenario-walk", async () => desk.walk())
  app.post("/scenario-walk", { schema: { body: NewScenarioWalk } }, async ({ body }, reply) => {
    await desk.begin(body)
    return reply.code(204).send()
  })
  app.post("/scenario-walk/commands", { schema: { body: WalkRequest } }, async (request, reply) => {
    desk.press(request.body.command)
    return reply.code(204).send()
  })
  app.delete("/scenario-walk", async (_request, reply) => {
    await desk.leave()
    return reply.code(204).send()
  })
}

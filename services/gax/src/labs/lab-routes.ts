import { NewLab, type LabBench } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { App } from "@gir/service-kit"
import type { FastifyRequest } from "fastify"
import type { GaxParts } from "../gax-parts.ts"
import type { SupervisorClient } from "../peers/supervisor-client.ts"
import { renewSession } from "./renew-session.ts"

const NO_LAB: LabBench = { lab: null, starting: null, canStart: false }

/** Labs, beside the real screens: the engine is the supervisor's, GAX hands its state on. */
export function labRoutes(app: App, parts: GaxParts): void {
  const { supervisor } = parts.peers
  const labs = (): SupervisorClient["labs"] => {
    if (supervisor !== null) return supervisor.labs
    throw new GirError("ERR_NOT_FOUND", "nobody runs labs for GAX here", {
      next: "npx gir lab start NAME",
    })
  }
  /** What brings the installation to another state begins a new day for whoever asked for it. */
  const anew = async <T>(request: FastifyRequest, work: Promise<T>): Promise<T> => {
    const answer = await work
    await renewSession(parts.sessions.of(request), parts)
    return answer
  }
  app.get("/labs", async () => labs().list())
  app.get("/lab", async () => (supervisor === null ? NO_LAB : labs().bench()))
  app.put("/lab", { schema: { body: NewLab } }, (request) =>
    anew(request, labs().start(request.body)),
  )
  app.post("/lab/check", async () => labs().check())
  app.post("/lab/hint", async () => labs().hint())
  app.post("/lab/solve", async (request) => anew(request, labs().solve()))
  app.post("/lab/reset", async (request) => anew(request, labs().reset()))
}

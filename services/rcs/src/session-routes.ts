import { Credentials } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import type { RcsParts } from "./parts.ts"

/** Where GAX logs its users in and out. */
export function sessionRoutes(app: App, { sessions, logger }: RcsParts): void {
  app.post("/sessions", { schema: { body: Credentials } }, async (request, reply) => {
    const session = sessions.logIn(request.body)
    logger.info({ "pii.userName": session.userName }, "logged in")
    return reply.code(201).send(session)
  })

  app.delete<{ Params: { sessionId: string } }>("/sessions/:sessionId", async (request, reply) => {
    // Whoever knows the id holds the session: no other header could prove more.
    sessions.logOut(request.params.sessionId)
    return reply.code(204).send()
  })
}

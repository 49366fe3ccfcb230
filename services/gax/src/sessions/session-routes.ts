import { Credentials, type Session } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import type { GaxParts } from "../gax-parts.ts"
import { logIn, logOut } from "./log-in.ts"

/** Login and logout. */
export function sessionRoutes(app: App, parts: GaxParts): void {
  app.post("/login", { schema: { body: Credentials } }, async (request, reply) => {
    const { sessionId, userName, privileges } = await logIn(request.body, parts)
    const session: Session = { sessionId, userName, privileges }
    return reply.code(201).send(session)
  })

  app.post(
    "/logout",
    { onRequest: async (request) => void parts.sessions.of(request) },
    async (request, reply) => {
      await logOut(parts.sessions.of(request), parts)
      return reply.code(204).send()
    },
  )
}

import { Credentials } from "@gir/contracts"
import { GirError, isGirError } from "@gir/errors"
import type { App } from "@gir/service-kit"
import { logIn } from "./log-in.ts"
import type { RcsParts } from "./parts.ts"

/** Where GAX logs its users in and out. */
export function sessionRoutes(app: App, parts: RcsParts): void {
  const { sessions, logger, audit } = parts
  app.post(
    "/sessions",
    {
      schema: { body: Credentials },
      // A request without any credentials is a stranger's, not a mistaken user's.
      preValidation: async ({ body }) => {
        if (body === undefined || body === null) {
          throw new GirError("ERR_UNAUTHORIZED", "the request carries no user name and password")
        }
      },
    },
    async (request, reply) => {
      const session = await logIn(request.body, parts).catch((error: unknown) => {
        if (isGirError(error, "ERR_RCS_LOGIN_LOCKED")) {
          reply.header("retry-after", String(error.fields["retryAfterSeconds"]))
        }
        throw error
      })
      logger.info({ "pii.userName": session.userName }, "logged in")
      return reply.code(201).send(session)
    },
  )

  app.delete<{ Params: { sessionId: string } }>("/sessions/:sessionId", async (request, reply) => {
    // Whoever knows the id holds the session: no other header could prove more.
    const { sessionId, userName } = sessions.find(request.params.sessionId)
    await audit.write({ actor: userName, action: "log-out", outcome: "done" })
    sessions.logOut(sessionId)
    return reply.code(204).send()
  })
}

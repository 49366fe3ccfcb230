import { Credentials, type Session, type SessionInfo } from "@gir/contracts"
import { GirError, isGirError } from "@gir/errors"
import type { App } from "@gir/service-kit"
import type { FastifyReply, FastifyRequest } from "fastify"
import type { GaxParts } from "../gax-parts.ts"
import { logIn, logOut } from "./log-in.ts"
import { assertConsoleHeader, noSessionCookie, sessionCookie } from "./session-cookie.ts"
import type { GaxSession } from "./sessions.ts"

const login = {
  schema: { body: Credentials },
  // A request without any credentials is a stranger's, not a mistaken user's.
  preValidation: async ({ body }: FastifyRequest) => {
    if (body !== undefined && body !== null) return
    throw new GirError("ERR_UNAUTHORIZED", "the request carries no user name and password")
  },
}

/** Login and logout: for programs with the session's id in a header, for a browser in a cookie. */
export function sessionRoutes(app: App, parts: GaxParts): void {
  programRoutes(app, parts)
  browserRoutes(app, parts)
}

function programRoutes(app: App, parts: GaxParts): void {
  app.post("/login", login, async (request, reply) => {
    const { sessionId, userName, privileges } = await logInOrTellWhen(request.body, reply, parts)
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

function browserRoutes(app: App, parts: GaxParts): void {
  const { sessions } = parts
  const known = { onRequest: async (request: FastifyRequest) => void sessions.of(request) }

  app.post(
    "/session",
    // Nobody shall log a browser in to a session of theirs from another page.
    { ...login, onRequest: async (request) => assertConsoleHeader(request) },
    async (request, reply) => {
      const session = await logInOrTellWhen(request.body, reply, parts)
      reply.header("set-cookie", sessionCookie(request, session.sessionId))
      return reply.code(201).send(describe(session, parts))
    },
  )

  app.get("/session", known, async (request) => describe(sessions.of(request), parts))

  app.delete(
    "/session",
    {
      onRequest: async (request, reply) => {
        reply.header("set-cookie", noSessionCookie(request))
        sessions.of(request)
      },
    },
    async (request, reply) => {
      await logOut(sessions.of(request), parts)
      return reply.code(204).send()
    },
  )
}

/** RCS locks a user name after some wrong passwords; when it opens again stands in a header too. */
async function logInOrTellWhen(
  credentials: Credentials,
  reply: FastifyReply,
  parts: GaxParts,
): Promise<GaxSession> {
  return logIn(credentials, parts).catch((error: unknown) => {
    if (isGirError(error, "ERR_RCS_LOGIN_LOCKED")) {
      reply.header("retry-after", String(error.fields["retryAfterSeconds"]))
    }
    throw error
  })
}

function describe(session: GaxSession, { clock, sessions }: GaxParts): SessionInfo {
  const { userName, privileges, loggedInAt } = session
  return {
    userName,
    privileges,
    loggedInAt: loggedInAt.toISOString(),
    now: clock.now().toISOString(),
    idleTimeoutMs: sessions.idleTimeoutMs,
  }
}

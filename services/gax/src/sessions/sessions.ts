import { randomBytes } from "node:crypto"
import type { CertificateSummary, Session } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { Clock } from "@gir/sim"
import type { FastifyRequest } from "fastify"
import { sessionIdOf } from "./session-cookie.ts"

const SESSION_ID_BYTES = 32
/** The one that lay idle longest makes room: a client that never logs out must not fill the memory. */
const MAX_SESSIONS = 10_000

/** A person who is logged in. */
export interface GaxSession extends Session {
  /** The session at RCS that was opened with the same credentials. */
  readonly rcsSessionId: string
  /**
   * The certificates as they were at login, with this session's own changes since. Seed: "these
   * changes are not reflected in another Genesys Administrator Extension session".
   */
  readonly certificates: Map<string, CertificateSummary>
  /** When that list was taken: at login. */
  readonly loggedInAt: Date
}

/** Who is logged in; in memory only. */
export interface Sessions {
  /** A session that nobody uses for so long ends, in milliseconds. */
  readonly idleTimeoutMs: number
  open(rcs: Session, certificates: readonly CertificateSummary[]): GaxSession
  /** @throws ERR_UNAUTHORIZED without a session, ERR_GAX_SESSION_UNKNOWN */
  of(request: FastifyRequest): GaxSession
  close(session: GaxSession): void
}

export function openSessions(options: { idleTimeoutMs: number; clock: Clock }): Sessions {
  const { idleTimeoutMs, clock } = options
  /** In the order of last use. */
  const sessions = new Map<string, { session: GaxSession; lastUsedMs: number }>()

  const forgetIdle = (): void => {
    const limitMs = clock.monotonicMs() - idleTimeoutMs
    for (const [id, { lastUsedMs }] of sessions) {
      if (lastUsedMs > limitMs && sessions.size <= MAX_SESSIONS) return
      sessions.delete(id)
    }
  }
  const touch = (session: GaxSession): GaxSession => {
    sessions.delete(session.sessionId)
    sessions.set(session.sessionId, { session, lastUsedMs: clock.monotonicMs() })
    return session
  }
  return {
    idleTimeoutMs,
    open: ({ sessionId: rcsSessionId, userName, privileges }, certificates) => {
      const session = touch({
        sessionId: randomBytes(SESSION_ID_BYTES).toString("base64url"),
        userName,
        privileges,
        rcsSessionId,
        certificates: new Map(certificates.map((each) => [each.id, each])),
        loggedInAt: clock.now(),
      })
      forgetIdle()
      return session
    },
    of: (request) => {
      const id = sessionIdOf(request)
      if (id === null) {
        throw new GirError("ERR_UNAUTHORIZED", "the request carries no GAX session")
      }
      forgetIdle()
      const open = sessions.get(id)
      if (open !== undefined) return touch(open.session)
      throw new GirError("ERR_GAX_SESSION_UNKNOWN", "this session has ended")
    },
    close: ({ sessionId }) => void sessions.delete(sessionId),
  }
}

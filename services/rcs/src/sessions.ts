import { randomBytes } from "node:crypto"
import type { Credentials, Privilege, Session } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { Clock } from "@gir/sim"
import { privilegesOf } from "./users.ts"

const SESSION_ID_BYTES = 32
/** The oldest makes room: a client that never logs out must not fill the memory. */
const MAX_SESSIONS = 10_000

export interface SessionsOptions {
  readonly usersFile: string
  /** A session that nobody uses for so long is forgotten. */
  readonly idleTimeoutMs: number
  readonly clock: Clock
}

/**
 * Who is logged in. Kept in memory only: a restart forgets all, and the next operation of each
 * fails until its user logs in again. Seed: "If Recording Crypto Server (RCS) is restarted when a
 * Genesys Administrator Extension user is logged in".
 */
export interface Sessions {
  /** @throws ERR_RCS_LOGIN_FAILED, ERR_RCS_USERS_FILE_INVALID. */
  logIn(credentials: Credentials): Session
  /** Forgets the session. @throws ERR_RCS_NOT_AVAILABLE when the id is unknown. */
  logOut(sessionId: string): void
  /** @throws ERR_RCS_NOT_AVAILABLE when the id is unknown: the seed's words, to the letter. */
  find(sessionId: string): Session
}

interface OpenSession {
  readonly session: Session
  lastUsedMs: number
}

export function openSessions({ usersFile, idleTimeoutMs, clock }: SessionsOptions): Sessions {
  /** In order of last use: the first is the one that lay idle longest. */
  const sessions = new Map<string, OpenSession>()

  const forgetIdle = (): void => {
    const limit = clock.monotonicMs() - idleTimeoutMs
    for (const [id, { lastUsedMs }] of sessions) {
      if (lastUsedMs > limit && sessions.size <= MAX_SESSIONS) return
      sessions.delete(id)
    }
  }
  const touch = (session: Session): Session => {
    sessions.delete(session.sessionId)
    sessions.set(session.sessionId, { session, lastUsedMs: clock.monotonicMs() })
    return session
  }
  const find = (sessionId: string): Session => {
    forgetIdle()
    const open = sessions.get(sessionId)
    if (open === undefined) throw new GirError("ERR_RCS_NOT_AVAILABLE", "RCS is not available")
    return touch(open.session)
  }
  return {
    logIn: (credentials) => {
      const privileges: Privilege[] = [...privilegesOf(usersFile, credentials)]
      const sessionId = randomBytes(SESSION_ID_BYTES).toString("base64url")
      const session = touch({ sessionId, userName: credentials.userName, privileges })
      forgetIdle()
      return session
    },
    logOut: (sessionId) => {
      sessions.delete(find(sessionId).sessionId)
    },
    find,
  }
}

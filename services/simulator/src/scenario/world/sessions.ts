import type { AdministratorSession } from "../../clients/administrator.ts"
import type { Peers } from "../../clients/peers.ts"

/** Who is logged in to GAX. A person may be logged in twice, in two browsers. */
export interface Sessions {
  /** @returns the session of that name, logged in when it is first asked for. */
  of(name?: string): Promise<AdministratorSession>
  /** Logs out, when that still works, and in again. */
  logIn(name: string): Promise<void>
  close(): Promise<void>
}

export const FIRST_SESSION = "default"

export function openSessions(peers: Peers): Sessions {
  const sessions = new Map<string, Promise<AdministratorSession>>()
  const of = (name = FIRST_SESSION): Promise<AdministratorSession> => {
    const known = sessions.get(name) ?? peers.logIn()
    sessions.set(name, known)
    return known
  }
  // RCS may have forgotten the session, or be away: the next login does not depend on it.
  const logOut = async (session: Promise<AdministratorSession>): Promise<void> => {
    await session.then((one) => one.logOut()).catch(() => undefined)
  }
  return {
    of,
    logIn: async (name) => {
      const known = sessions.get(name)
      if (known !== undefined) await logOut(known)
      sessions.delete(name)
      await of(name)
    },
    close: async () => {
      await Promise.all([...sessions.values()].map(logOut))
    },
  }
}

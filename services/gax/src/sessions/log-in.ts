import type { Credentials } from "@gir/contracts"
import { toGirError } from "@gir/errors"
import type { GaxParts } from "../gax-parts.ts"
import type { GaxSession } from "./sessions.ts"

/**
 * Opens a session at RCS with the same credentials, takes the list of certificates as it is now, and
 * keeps both until the person logs out.
 *
 * @throws ERR_RCS_LOGIN_FAILED, ERR_FORBIDDEN, ERR_SERVICE_UNAVAILABLE
 */
export async function logIn(
  credentials: Credentials,
  { peers, sessions, logger }: GaxParts,
): Promise<GaxSession> {
  const rcsSession = await peers.rcs.logIn(credentials)
  try {
    const certificates = await peers.rcs.certificates(rcsSession.sessionId)
    const session = sessions.open(rcsSession, certificates)
    logger.info({ "pii.userName": session.userName }, "logged in")
    return session
  } catch (error) {
    await peers.rcs.logOut(rcsSession.sessionId).catch(() => {})
    throw error
  }
}

/** Ends the session here and at RCS. RCS may be away: what it forgets by itself need not wait. */
export async function logOut(
  session: GaxSession,
  { peers, sessions, logger }: GaxParts,
): Promise<void> {
  sessions.close(session)
  logger.info({ "pii.userName": session.userName }, "logged out")
  await peers.rcs.logOut(session.rcsSessionId).catch((error: unknown) => {
    // The error names the address, and the address names the session.
    logger.warn({ code: toGirError(error).code }, "the session at RCS was not ended")
  })
}

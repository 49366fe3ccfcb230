import { isGirError } from "@gir/errors"
import type { GaxParts } from "../gax-parts.ts"
import type { GaxSession } from "../sessions/sessions.ts"

/**
 * Takes the list of certificates as it is now, as a new login would: a lab that begins finds its
 * student just logged in. Where RCS was restarted it has forgotten the session, and the student gets
 * to see that as everybody does: 401 "RCS is not available".
 */
export async function renewSession(
  session: GaxSession,
  { peers }: Pick<GaxParts, "peers">,
): Promise<void> {
  try {
    const stored = await peers.rcs.certificates(session.rcsSessionId)
    session.certificates.clear()
    for (const one of stored) session.certificates.set(one.id, one)
  } catch (error) {
    if (!isGirError(error, "ERR_RCS_NOT_AVAILABLE")) throw error
  }
}

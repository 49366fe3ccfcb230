import type { CertificateFreshness } from "@gir/contracts"
import type { GaxParts } from "../gax-parts.ts"
import type { GaxSession } from "../sessions/sessions.ts"

/**
 * How far the session's list is behind the keystore. GAX itself does not tell, and the list stays as
 * it is: this is for the simulator's own note beside it.
 *
 * @throws ERR_RCS_NOT_AVAILABLE
 */
export async function certificateFreshness(
  session: GaxSession,
  { peers, clock, certificateChanges }: GaxParts,
): Promise<CertificateFreshness> {
  const stored = await peers.rcs.certificates(session.rcsSessionId)
  const held = new Set(stored.map(({ id }) => id))
  const uploaded = [...held].filter((id) => !session.certificates.has(id))
  const deleted = [...session.certificates.keys()].filter((id) => !held.has(id))
  const { loggedInAt } = session
  const times = [...uploaded, ...deleted].map((id) => {
    const at = certificateChanges.at(id)
    // A change that was not made through this GAX is known from the moment it is seen.
    return at !== null && at >= loggedInAt ? at : clock.now()
  })
  const first = times.toSorted((a, b) => a.getTime() - b.getTime())[0]
  return {
    takenAt: loggedInAt.toISOString(),
    isStale: times.length > 0,
    staleSince: first?.toISOString() ?? null,
    uploadedElsewhere: uploaded.length,
    deletedElsewhere: deleted.length,
  }
}

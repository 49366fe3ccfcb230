import type { RecordingMetadata } from "@gir/contracts"
import { isGirError } from "@gir/errors"
import type { GaxParts } from "../gax-parts.ts"
import type { GaxSession } from "../sessions/sessions.ts"

/**
 * Asks RCS which of these certificates it holds now. The session's own list would tell how it was at
 * login, and a recording plays by what is true now.
 *
 * @returns null while RCS is away: the recordings are shown all the same.
 * @throws ERR_RCS_NOT_AVAILABLE when RCS was restarted.
 */
export async function heldCertificates(
  wanted: ReadonlySet<string>,
  { peers, session }: GaxParts & { session: GaxSession },
): Promise<string[] | null> {
  try {
    const held = await peers.rcs.certificates(session.rcsSessionId)
    return held.map(({ id }) => id).filter((id) => wanted.has(id))
  } catch (error) {
    if (isGirError(error) && error.status === 503) return null
    throw error
  }
}

/** @returns the ids of all certificates that the recordings are encrypted to. */
export function recipientIds(recordings: readonly RecordingMetadata[]): Set<string> {
  const receipts = recordings.flatMap(({ mediaFiles }) => mediaFiles.map(({ receipt }) => receipt))
  const recipients = receipts.flatMap(({ protection }) => protection?.recipients ?? [])
  return new Set(recipients.map(({ certificateSha256 }) => certificateSha256))
}

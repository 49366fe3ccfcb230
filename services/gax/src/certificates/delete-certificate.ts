import type { GaxParts } from "../gax-parts.ts"
import type { GaxSession } from "../sessions/sessions.ts"
import { assertInSession } from "./session-certificate.ts"

/**
 * The Recording Certificates panel's Delete: certificate and key leave the keystore.
 *
 * @throws ERR_GAX_CERTIFICATE_NOT_IN_SESSION, ERR_RCS_CERTIFICATE_NOT_FOUND when another session has
 * deleted it.
 */
export async function deleteCertificate(
  certificateId: string,
  { peers, logger, session }: GaxParts & { session: GaxSession },
): Promise<void> {
  assertInSession(session, certificateId)
  await peers.rcs.remove(session.rcsSessionId, certificateId)
  session.certificates.delete(certificateId)
  logger.info({ id: certificateId }, "certificate deleted")
}

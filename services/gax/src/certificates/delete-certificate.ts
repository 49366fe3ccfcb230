import type { CertificateId, DeleteCertificateQuery } from "@gir/contracts"
import type { GaxParts } from "../gax-parts.ts"
import type { GaxSession } from "../sessions/sessions.ts"
import { assertInSession } from "./session-certificate.ts"

/**
 * The Recording Certificates panel's Delete: certificate and key leave the keystore. RCS asks for
 * the number of recordings that would be lost, and gets it from the person, not from GAX.
 *
 * @throws ERR_GAX_CERTIFICATE_NOT_IN_SESSION, ERR_RCS_KEY_STILL_NEEDED, ERR_RCS_CERTIFICATE_NOT_FOUND
 * when another session has deleted it.
 */
export async function deleteCertificate(
  { certificateId, confirmLoss }: CertificateId & DeleteCertificateQuery,
  { peers, logger, session, certificateChanges }: GaxParts & { session: GaxSession },
): Promise<void> {
  assertInSession(session, certificateId)
  await peers.rcs.remove(session.rcsSessionId, certificateId, confirmLoss)
  session.certificates.delete(certificateId)
  certificateChanges.note(certificateId)
  logger.info({ id: certificateId, confirmLoss }, "certificate deleted")
}

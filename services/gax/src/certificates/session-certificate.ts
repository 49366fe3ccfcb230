import { GirError } from "@gir/errors"
import { assertRecordingCertificate, parseCertificate } from "@gir/x509"
import type { GaxParts } from "../gax-parts.ts"
import type { GaxSession } from "../sessions/sessions.ts"

/**
 * Refuses a certificate that this session's Select Certificate window does not show.
 *
 * @throws ERR_GAX_CERTIFICATE_NOT_IN_SESSION
 */
export function assertInSession(session: GaxSession, certificateId: string): void {
  if (session.certificates.has(certificateId)) return
  const message = "this session does not see the certificate"
  const fields = { certificateId }
  throw new GirError("ERR_GAX_CERTIFICATE_NOT_IN_SESSION", message, { fields })
}

/**
 * Fetches a certificate that recordings are to be encrypted to from now on.
 *
 * @returns its PEM.
 * @throws ERR_GAX_CERTIFICATE_NOT_IN_SESSION, ERR_RCS_CERTIFICATE_NOT_FOUND when another session has
 * deleted it, and ERR_X509_… when it must not be used now, as after its last day.
 */
export async function fetchUsableCertificate(
  certificateId: string,
  { config, peers, clock, session }: GaxParts & { session: GaxSession },
): Promise<string> {
  assertInSession(session, certificateId)
  const { pem } = await peers.rcs.certificate(session.rcsSessionId, certificateId)
  assertRecordingCertificate(parseCertificate(pem), clock.now(), config.weakSignature)
  return pem
}

import type { CertificateUpload, UploadedCertificate } from "@gir/contracts"
import {
  assertKeyMatches,
  assertRecordingCertificate,
  openPrivateKey,
  parseCertificate,
  type Certificate,
} from "@gir/x509"
import type { GaxParts } from "../gax-parts.ts"
import type { GaxSession } from "../sessions/sessions.ts"

/**
 * The Upload Certificate panel's Save: checks that the two files belong together and hands both to
 * RCS. The private key is opened only for that check; it is neither kept nor logged.
 *
 * @throws ERR_X509_… for the files, ERR_RCS_… for what RCS says of them.
 */
export async function uploadCertificate(
  upload: CertificateUpload,
  { config, peers, clock, logger, session, certificateChanges }: GaxParts & { session: GaxSession },
): Promise<UploadedCertificate> {
  const certificate = parseCertificate(upload.certificate)
  const at = nearestValidTime(certificate, clock.now())
  assertRecordingCertificate(certificate, at, config.weakSignature)
  // The panel sends its empty field as an empty text.
  const { privateKeyPassword, ...files } = upload
  const password = privateKeyPassword === "" ? undefined : privateKeyPassword
  assertKeyMatches(await openPrivateKey(upload.privateKey, password), certificate)
  const uploaded = await peers.rcs.upload(session.rcsSessionId, {
    ...files,
    ...(password === undefined ? {} : { privateKeyPassword: password }),
  })
  const { pem: _pem, ...summary } = uploaded.certificate
  session.certificates.set(summary.id, summary)
  const { isNew } = uploaded
  if (isNew) certificateChanges.note(summary.id)
  logger.info({ id: summary.id, subjectDn: summary.subjectDn, isNew }, "certificate uploaded")
  return uploaded
}

/** Dates do not matter here: an expired certificate is uploaded to play what it has encrypted. */
function nearestValidTime({ notBefore, notAfter }: Certificate, now: Date): Date {
  if (now > notAfter) return notAfter
  return now < notBefore ? notBefore : now
}

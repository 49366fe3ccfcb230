import { GirError, toGirError } from "@gir/errors"
import { assertRecordingCertificate, type Certificate, parseCertificate } from "@gir/x509"

export interface ScreenRecipients {
  /** Empty only when no certificate is assigned: the screen is then stored in clear. */
  readonly recipients: readonly Certificate[]
  /** Assigned, but outside their validity now. */
  readonly leftOut: readonly Certificate[]
}

/**
 * Chooses the certificates that a screen is encrypted to now. One that is outside its validity is
 * left out as long as another is usable, as it is done for calls; a screen is never stored in clear
 * when certificates are assigned.
 *
 * @throws ERR_RWS_SCREEN_CERTIFICATE_BROKEN, ERR_RWS_NO_USABLE_SCREEN_CERTIFICATE
 */
export function selectScreenRecipients(pems: readonly string[], at: Date): ScreenRecipients {
  const certificates = pems.map((pem, index) => readAssigned(pem, { number: index + 1, at }))
  const recipients = certificates.filter((certificate) => isWithinValidity(certificate, at))
  const leftOut = certificates.filter((certificate) => !isWithinValidity(certificate, at))
  if (pems.length > 0 && recipients.length === 0) throw noUsableCertificate(leftOut)
  return { recipients, leftOut }
}

function readAssigned(pem: string, { number, at }: { number: number; at: Date }): Certificate {
  try {
    const certificate = parseCertificate(pem)
    // Every other rule is checked as if the certificate were within its validity.
    const within = isWithinValidity(certificate, at) ? at : certificate.notBefore
    assertRecordingCertificate(certificate, within)
    return certificate
  } catch (error) {
    const cause = toGirError(error)
    throw new GirError(
      "ERR_RWS_SCREEN_CERTIFICATE_BROKEN",
      `screen recording certificate ${number} cannot be used: ${cause.message}`,
      { cause, fields: { number, reason: cause.code } },
    )
  }
}

function isWithinValidity({ notBefore, notAfter }: Certificate, at: Date): boolean {
  return notBefore.getTime() <= at.getTime() && at.getTime() <= notAfter.getTime()
}

function noUsableCertificate(leftOut: readonly Certificate[]): GirError {
  const reasons = leftOut.map(
    ({ serialNumber, notBefore, notAfter }) =>
      `serial ${serialNumber} is valid from ${notBefore.toISOString()} to ${notAfter.toISOString()}`,
  )
  return new GirError(
    "ERR_RWS_NO_USABLE_SCREEN_CERTIFICATE",
    `no assigned screen recording certificate is within its validity: ${reasons.join("; ")}`,
    { fields: { serialNumbers: leftOut.map((certificate) => certificate.serialNumber) } },
  )
}

import type { CertificateSummary, KeystoreCertificate } from "@gir/contracts"
import { describeCertificate, type Certificate } from "@gir/x509"

/** A row of the Recording Certificates panel. The Deployed Count is GAX's to add. */
export function toCertificateSummary(certificate: Certificate): CertificateSummary {
  return { id: certificate.sha256, ...describeCertificate(certificate) }
}

/** The public part of a keystore entry: all that ever leaves RCS. */
export function toKeystoreCertificate(certificate: Certificate): KeystoreCertificate {
  return { ...toCertificateSummary(certificate), pem: certificate.pem }
}

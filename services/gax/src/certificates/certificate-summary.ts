import type { CertificateSummary } from "@gir/contracts"
import { describeCertificate, parseCertificate } from "@gir/x509"

/** @throws ERR_X509_… for a text that is no certificate. */
export function certificateSummary(pem: string): CertificateSummary {
  const certificate = parseCertificate(pem)
  return { id: certificate.sha256, ...describeCertificate(certificate) }
}

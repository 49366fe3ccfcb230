import type { CertificatePreview, CertificatePreviewRequest } from "@gir/contracts"
import { describeCertificate, inspectPrivateKey, parseCertificate } from "@gir/x509"

/**
 * The fields of the Upload Certificate panel that fill themselves. Seed: "The Subject Name, Serial
 * Number, Subject DN, and Issuer DN fields automatically populate", and Key Details with a key file.
 *
 * @throws ERR_X509_… when one of the files is not what the panel asks for.
 */
export function previewCertificate(request: CertificatePreviewRequest): CertificatePreview {
  const certificate = describeCertificate(parseCertificate(request.certificate))
  const { issuedTo: subjectName, serialNumber, subjectDn, issuerDn } = certificate
  const fields = { subjectName, serialNumber, subjectDn, issuerDn }
  if (request.privateKey === undefined) return fields
  const { details, isPasswordNeeded } = inspectPrivateKey(request.privateKey)
  return { ...fields, keyDetails: details, isPasswordNeeded }
}

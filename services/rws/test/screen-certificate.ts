import { generateKeyPair, issueCertificate } from "@gir/x509"

export interface ScreenCertificateOptions {
  readonly commonName: string
  readonly serialNumber?: string
  readonly notAfter?: Date
}

/** A self-signed screen recording certificate, as PEM. Its private key is thrown away. */
export async function screenCertificate(options: ScreenCertificateOptions): Promise<string> {
  const { commonName, serialNumber, notAfter } = options
  const { privateKey } = await generateKeyPair(2_048)
  return issueCertificate({
    subject: { commonName },
    issuer: "self",
    privateKey,
    role: "recording",
    ...(serialNumber === undefined ? {} : { serialNumber }),
    notBefore: new Date("2026-01-01T00:00:00.000Z"),
    notAfter: notAfter ?? new Date("2031-01-01T00:00:00.000Z"),
  }).pem
}

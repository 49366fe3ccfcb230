import type { Certificate } from "./certificate.ts"
import type { DistinguishedName } from "./distinguished-name.ts"

/** A certificate in the words of the Recording Certificates and Upload Certificate panels. */
export interface CertificateDescription {
  /** `Cert1 User <cert1.user@genesyslab.com>`, or `GIR certificate (Email not set)`. */
  readonly issuedTo: string
  /** Common Name of the issuer. */
  readonly issuedBy: string
  /** YYYY-MM-DD, UTC. */
  readonly expires: string
  /** Hexadecimal without leading zeros: the panel shows `1`. */
  readonly serialNumber: string
  readonly subjectDn: string
  readonly issuerDn: string
  readonly keyBits: number
}

/** Seed: "The Subject Name, Serial Number, Subject DN, and Issuer DN fields automatically populate". */
export function describeCertificate(certificate: Certificate): CertificateDescription {
  const { subject, issuer, serialNumber, notAfter, keyBits } = certificate
  return {
    issuedTo: `${shortNameOf(subject)} ${emailOf(certificate)}`,
    issuedBy: shortNameOf(issuer),
    expires: notAfter.toISOString().slice(0, 10),
    serialNumber: serialNumber.replace(/^0(?=.)/, ""),
    subjectDn: subject.display,
    issuerDn: issuer.display,
    keyBits,
  }
}

function shortNameOf({ commonName, organization, display }: DistinguishedName): string {
  return commonName ?? organization ?? (display || "(no name)")
}

function emailOf({ subject, subjectAltNames }: Certificate): string {
  if (subject.email !== null) return `<${subject.email}>`
  const mailbox = subjectAltNames.find(({ kind }) => kind === "rfc822Name")
  return mailbox !== undefined && "text" in mailbox ? `<${mailbox.text}>` : "(Email not set)"
}

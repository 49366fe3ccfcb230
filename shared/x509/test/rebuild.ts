import { decodeAsn1, encodeSequence } from "@gir/asn1"
import type { Certificate } from "@gir/x509"

/** Places of the components in a v3 TBSCertificate. */
export const TBS = {
  version: 0,
  serialNumber: 1,
  signature: 2,
  issuer: 3,
  validity: 4,
  subject: 5,
  subjectPublicKeyInfo: 6,
  extensions: 7,
} as const

/** The same certificate with one component replaced; its signature no longer fits. */
export function rebuild(certificate: Certificate, place: number, der: Uint8Array): Uint8Array {
  const [tbs, ...rest] = decodeAsn1(certificate.der).children
  const parts = tbs!.children.map(({ bytes }) => bytes)
  parts[place] = der
  return encodeSequence(encodeSequence(...parts), ...rest.map(({ bytes }) => bytes))
}

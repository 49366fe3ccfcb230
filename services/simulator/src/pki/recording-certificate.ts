import { generateKeyPair, issueCertificate, type Certificate } from "@gir/x509"
import { distinguishedName } from "./certificate-names.ts"
import { validity, type PrivateCa } from "./private-ca.ts"

/** A recording certificate with its private key, for the person who uploads both. */
export interface RecordingCertificate {
  readonly certificate: Certificate
  readonly certificatePem: string
  readonly privateKeyPem: string
}

const KEY_BITS = 2_048
const VALIDITY_DAYS = 730

/** @param serialNumber hexadecimal; random when it is not given. */
export async function issueRecordingCertificate(
  ca: PrivateCa,
  options: {
    readonly commonName: string
    readonly now: Date
    readonly serialNumber?: string
    readonly keyBits?: number
  },
): Promise<RecordingCertificate> {
  const keys = await generateKeyPair(options.keyBits ?? KEY_BITS)
  const { pem, certificate } = issueCertificate({
    subject: distinguishedName(options.commonName),
    role: "recording",
    issuer: { certificatePem: ca.intermediate.pem, privateKey: ca.intermediate.keys.privateKey },
    publicKey: keys.publicKey,
    ...(options.serialNumber === undefined ? {} : { serialNumber: options.serialNumber }),
    ...validity(options.now, VALIDITY_DAYS),
  })
  return { certificate, certificatePem: pem, privateKeyPem: keys.privateKeyPem }
}

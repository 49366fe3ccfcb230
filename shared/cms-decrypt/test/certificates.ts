import { generateKeyPair, issueCertificate, type Certificate, type KeyPair } from "@gir/x509"

export interface Holder {
  readonly certificate: Certificate
  readonly keyPair: KeyPair
}

const FROM = new Date("2026-01-01T00:00:00Z")
const TO = new Date("2036-01-01T00:00:00Z")

/** A self-signed recording certificate and its key. */
export async function holder(commonName: string, bits = 2048): Promise<Holder> {
  return renewed(commonName, await generateKeyPair(bits))
}

/** Another certificate on a key that exists. */
export function renewed(commonName: string, keyPair: KeyPair): Holder {
  const { certificate } = issueCertificate({
    subject: { commonName, organization: "Interaction Recording" },
    role: "recording",
    issuer: "self",
    privateKey: keyPair.privateKey,
    publicKey: keyPair.publicKey,
    notBefore: FROM,
    notAfter: TO,
  })
  return { certificate, keyPair }
}

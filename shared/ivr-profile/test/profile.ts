import { generateKeyPairSync } from "node:crypto"
import type { IvrProfileObject, Options } from "@gir/contracts"
import { issueCertificate, type IssuedCertificate } from "@gir/x509"

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })

/** A self-signed recording certificate; all of them are on one key, each with its own serial. */
export function recordingCertificate(commonName: string): IssuedCertificate {
  return issueCertificate({
    role: "recording",
    subject: { commonName },
    issuer: "self",
    privateKey,
    notBefore: new Date("2026-01-01T00:00:00Z"),
    notAfter: new Date("2028-01-01T00:00:00Z"),
  })
}

export function profileObject(options: Options): IvrProfileObject {
  return {
    dbid: 101,
    version: 4,
    name: "recording",
    displayName: "Recording",
    description: "",
    tenant: "Environment",
    isEnabled: true,
    options,
  }
}

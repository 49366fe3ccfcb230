import { randomBytes } from "node:crypto"
import { generateKeyPair, issueCertificate, type Certificate, type KeyPair } from "@gir/x509"

export const VALID_FROM = new Date("2026-01-01T00:00:00Z")
export const VALID_UNTIL = new Date("2028-01-01T00:00:00Z")
/** When the tests take place. */
export const NOW = new Date("2026-11-24T12:00:00Z")

export interface TestPair {
  readonly certificate: Certificate
  readonly certificatePem: string
  readonly keyPair: KeyPair
}

interface IssueOptions {
  readonly commonName?: string
  /** Default: signed with its own key. */
  readonly issuer?: TestPair
  readonly role?: "ca" | "recording"
  readonly serialNumber?: string
  readonly notBefore?: Date
  readonly notAfter?: Date
  readonly keyPair?: KeyPair
  readonly hash?: "sha1" | "sha256"
}

/** Issues a certificate with a key of its own, self-signed unless an issuer is given. */
export async function issue(options: IssueOptions = {}): Promise<TestPair> {
  const keyPair = options.keyPair ?? (await generateKeyPair(2_048))
  const content = {
    subject: { commonName: options.commonName ?? `Interaction Recording ${someText()}` },
    role: options.role ?? "recording",
    notBefore: options.notBefore ?? VALID_FROM,
    notAfter: options.notAfter ?? VALID_UNTIL,
    ...(options.hash === undefined ? {} : { hash: options.hash }),
    ...(options.serialNumber === undefined ? {} : { serialNumber: options.serialNumber }),
  } as const
  const { issuer } = options
  const { certificate, pem } =
    issuer === undefined
      ? issueCertificate({ ...content, issuer: "self", privateKey: keyPair.privateKey })
      : issueCertificate({
          ...content,
          issuer: { certificatePem: issuer.certificatePem, privateKey: issuer.keyPair.privateKey },
          publicKey: keyPair.publicKey,
        })
  return { certificate, certificatePem: pem, keyPair }
}

export function someText(): string {
  return randomBytes(4).toString("hex")
}

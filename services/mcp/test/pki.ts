import { generateKeyPair, issueCertificate, type IssuedCertificate, type KeyPair } from "@gir/x509"

/** Fixed dates: a test must pass in any year. */
export const NOW = new Date("2026-12-01T10:15:00.000Z")
const notBefore = new Date("2026-01-01T00:00:00.000Z")
const notAfter = new Date("2027-01-01T00:00:00.000Z")

/** root -> intermediate -> recording certificates, as the guide's "Chained Certificates" draws it. */
export interface TestPki {
  readonly root: IssuedCertificate
  readonly intermediate: IssuedCertificate
  /** Nearest intermediate first, root last. */
  readonly bundle: string
  issue(name: string, options?: IssueOptions): IssuedCertificate
}

export interface IssueOptions {
  readonly notBefore?: Date
  readonly notAfter?: Date
  readonly keys?: KeyPair
  readonly hash?: "sha1" | "sha256"
}

export async function testPki(): Promise<TestPki> {
  const [rootKeys, intermediateKeys, keys] = await Promise.all([
    generateKeyPair(2_048),
    generateKeyPair(2_048),
    generateKeyPair(2_048),
  ])
  const root = issueCertificate({
    subject: { commonName: "Test Root" },
    role: "ca",
    issuer: "self",
    privateKey: rootKeys.privateKey,
    notBefore,
    notAfter,
  })
  const intermediate = issueCertificate({
    subject: { commonName: "Test Intermediate" },
    role: "ca",
    issuer: { certificatePem: root.pem, privateKey: rootKeys.privateKey },
    publicKey: intermediateKeys.publicKey,
    notBefore,
    notAfter,
  })
  const issuer = { certificatePem: intermediate.pem, privateKey: intermediateKeys.privateKey }
  return {
    root,
    intermediate,
    bundle: `${intermediate.pem.trim()}\n${root.pem.trim()}\n`,
    issue: (name, options = {}) =>
      issueCertificate({
        subject: { commonName: name },
        role: "recording",
        issuer,
        publicKey: (options.keys ?? keys).publicKey,
        notBefore: options.notBefore ?? notBefore,
        notAfter: options.notAfter ?? notAfter,
        ...(options.hash === undefined ? {} : { hash: options.hash }),
      }),
  }
}

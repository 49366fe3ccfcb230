import { rsaRecipientKey, type RecipientKey } from "@gir/cms-decrypt"
import type { Clock } from "@gir/sim"
import { generateKeyPair, issueCertificate, type Certificate } from "@gir/x509"
import type { KeyObject } from "node:crypto"

/** What every part of the benchmark works with. */
export interface BenchContext {
  readonly clock: Clock
  readonly rounds: number
  readonly signal: AbortSignal
  readonly recipients: readonly [BenchRecipient, BenchRecipient]
  /** Content of the file that is measured against OpenSSL, in mebibytes. */
  readonly fileMebibytes: number
}

export interface BenchRecipient {
  readonly certificate: Certificate
  readonly privateKey: KeyObject
  readonly privateKeyPem: string
  readonly key: RecipientKey
}

const DAY_MS = 86_400_000
const RSA_BITS = 2048

export async function newRecipient(commonName: string, clock: Clock): Promise<BenchRecipient> {
  const { publicKey, privateKey, privateKeyPem } = await generateKeyPair(RSA_BITS)
  const now = clock.now().getTime()
  const { certificate } = issueCertificate({
    subject: { commonName },
    role: "recording",
    issuer: "self",
    privateKey,
    publicKey,
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(now + DAY_MS),
  })
  const key = rsaRecipientKey({ certificate, privateKey })
  return { certificate, privateKey, privateKeyPem, key }
}

import { generateKeyPair, issueCertificate, type IssuedCertificate, type KeyPair } from "@gir/x509"
import { distinguishedName } from "./certificate-names.ts"

/** Root and intermediate of a private CA; the intermediate signs recording certificates. */
export interface PrivateCa {
  readonly root: IssuedCertificate & { readonly keys: KeyPair }
  readonly intermediate: IssuedCertificate & { readonly keys: KeyPair }
  /** The CA file: nearest intermediate first, root last. Seed: "in specific order". */
  readonly caBundlePem: string
}

const KEY_BITS = 2_048
export const DAY_MS = 86_400_000
const ROOT_DAYS = 7_300
const INTERMEDIATE_DAYS = 3_650

export async function createPrivateCa(now: Date): Promise<PrivateCa> {
  const [rootKeys, intermediateKeys] = await Promise.all([
    generateKeyPair(KEY_BITS),
    generateKeyPair(KEY_BITS),
  ])
  const root = issueCertificate({
    subject: distinguishedName("Interaction Recording Root CA"),
    role: "ca",
    issuer: "self",
    privateKey: rootKeys.privateKey,
    ...validity(now, ROOT_DAYS),
  })
  const intermediate = issueCertificate({
    subject: distinguishedName("Interaction Recording CA"),
    role: "ca",
    pathLength: 0,
    issuer: { certificatePem: root.pem, privateKey: rootKeys.privateKey },
    publicKey: intermediateKeys.publicKey,
    ...validity(now, INTERMEDIATE_DAYS),
  })
  return {
    root: { ...root, keys: rootKeys },
    intermediate: { ...intermediate, keys: intermediateKeys },
    caBundlePem: intermediate.pem + root.pem,
  }
}

/** Begins a day early, so that a clock that is a little behind accepts it. */
export function validity(now: Date, days: number): { notBefore: Date; notAfter: Date } {
  const today = Math.floor(now.getTime() / 1_000) * 1_000
  return { notBefore: new Date(today - DAY_MS), notAfter: new Date(today + days * DAY_MS) }
}

import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { createPrivateCa } from "@gir/simulator"
import { generateKeyPair, issueCertificate, type IssuedCertificate, type KeyPair } from "@gir/x509"

type PrivateCa = Awaited<ReturnType<typeof createPrivateCa>>
type Authority = IssuedCertificate & { readonly keys: KeyPair }

export const OLD_FROM = new Date("2025-01-01T00:00:00Z")
const OLD_TO = new Date("2026-12-31T00:00:00Z")
const NEW_FROM = new Date("2026-12-01T00:00:00Z")
export const NEW_TO = new Date("2028-11-30T00:00:00Z")

/** What an administrator brings to a rotation: certificates, keys, and who signed them. */
export interface RotationSet {
  readonly ca: PrivateCa
  readonly oldKeys: KeyPair
  readonly newKeys: KeyPair
  readonly oldPem: string
  readonly newPem: string
}

export async function makeRotationSet(): Promise<RotationSet> {
  const ca = await createPrivateCa(OLD_FROM)
  const [oldKeys, newKeys] = await Promise.all([generateKeyPair(2_048), generateKeyPair(2_048)])
  const old = { name: "A", keys: oldKeys, serial: "2A01", from: OLD_FROM, to: OLD_TO }
  return {
    ca,
    oldKeys,
    newKeys,
    oldPem: signLeaf(ca.intermediate, old),
    newPem: signLeaf(ca.intermediate, newLeaf(newKeys)),
  }
}

export interface LeafOptions {
  readonly name: string
  readonly keys: KeyPair
  readonly serial: string
  readonly from: Date
  readonly to: Date
}

/** The certificate that takes over, on a key of one's choice. */
export function newLeaf(keys: KeyPair, serial = "2A02"): LeafOptions {
  return { name: "B", keys, serial, from: NEW_FROM, to: NEW_TO }
}

export function signLeaf(issuer: Authority, { name, keys, serial, from, to }: LeafOptions): string {
  return issueCertificate({
    subject: { commonName: `Interaction Recording ${name}` },
    role: "recording",
    issuer: { certificatePem: issuer.pem, privateKey: issuer.keys.privateKey },
    publicKey: keys.publicKey,
    serialNumber: serial,
    notBefore: from,
    notAfter: to,
  }).pem
}

/** The intermediate again: the same name and key, other dates, or another one above it. */
export function signIntermediate(
  { ca }: RotationSet,
  { to, signer = ca.root }: { readonly to: Date; readonly signer?: Authority },
): string {
  return issueCertificate({
    subject: ca.intermediate.certificate.subject,
    role: "ca",
    pathLength: 0,
    issuer: { certificatePem: signer.pem, privateKey: signer.keys.privateKey },
    publicKey: ca.intermediate.keys.publicKey,
    notBefore: OLD_FROM,
    notAfter: to,
  }).pem
}

/** Another CA, root or below one. */
export async function signAuthority(
  commonName: string,
  { to, issuer }: { readonly to: Date; readonly issuer?: Authority },
): Promise<Authority> {
  const keys = await generateKeyPair(2_048)
  const content = {
    subject: { commonName },
    role: "ca",
    notBefore: OLD_FROM,
    notAfter: to,
  } as const
  const issued =
    issuer === undefined
      ? issueCertificate({ ...content, issuer: "self", privateKey: keys.privateKey })
      : issueCertificate({
          ...content,
          issuer: { certificatePem: issuer.pem, privateKey: issuer.keys.privateKey },
          publicKey: keys.publicKey,
        })
  return { ...issued, keys }
}

/** Writes the files, and a plan that names them. */
export async function writeRotation(
  folder: string,
  files: Readonly<Record<string, string>>,
  more = "",
): Promise<void> {
  await mkdir(folder, { recursive: true })
  const keys = ["old", "new"].filter((which) => files[`${which}.key`] !== undefined)
  const plan = [
    "caBundle: ca.pem",
    "oldCertificate: old.pem",
    "newCertificate: new.pem",
    ...keys.map((which) => `${which}Key: ${which}.key`),
    "recordings: 5",
  ]
  await writeFile(join(folder, "plan.yaml"), `${plan.join("\n")}\n${more}`)
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
}

import { generateKeyPair, issueCertificate, type KeyPair } from "@gir/x509"
import { mkdtemp, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { distinguishedName } from "../src/pki/certificate-names.ts"
import { createPrivateCa, type PrivateCa } from "../src/pki/private-ca.ts"

export const OLD_FROM = new Date("2025-01-01T00:00:00Z")
export const OLD_TO = new Date("2026-12-31T00:00:00Z")
export const NEW_FROM = new Date("2026-12-01T00:00:00Z")
export const NEW_TO = new Date("2028-11-30T00:00:00Z")

/** Everything that a rotation needs, made once per test file: keys take their time. */
export interface RotationFiles {
  readonly ca: PrivateCa
  readonly oldKeys: KeyPair
  readonly newKeys: KeyPair
  readonly oldPem: string
  readonly newPem: string
}

export async function makeRotationFiles(): Promise<RotationFiles> {
  const ca = await createPrivateCa(OLD_FROM)
  const [oldKeys, newKeys] = await Promise.all([generateKeyPair(2_048), generateKeyPair(2_048)])
  return {
    ca,
    oldKeys,
    newKeys,
    oldPem: leaf(ca, { name: "A", keys: oldKeys, serial: "2A01", from: OLD_FROM, to: OLD_TO }),
    newPem: leaf(ca, { name: "B", keys: newKeys, serial: "2A02", from: NEW_FROM, to: NEW_TO }),
  }
}

export interface LeafOptions {
  readonly name: string
  readonly keys: KeyPair
  readonly serial: string
  readonly from: Date
  readonly to: Date
}

export function leaf(ca: PrivateCa, { name, keys, serial, from, to }: LeafOptions): string {
  return issueCertificate({
    subject: distinguishedName(`Interaction Recording ${name}`),
    role: "recording",
    issuer: { certificatePem: ca.intermediate.pem, privateKey: ca.intermediate.keys.privateKey },
    publicKey: keys.publicKey,
    serialNumber: serial,
    notBefore: from,
    notAfter: to,
  }).pem
}

/** Writes files into a new folder. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gir-rotation-"))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

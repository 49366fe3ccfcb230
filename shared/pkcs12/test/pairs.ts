import { generateKeyPair, issueCertificate, type KeyPair } from "@gir/x509"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { onTestFinished } from "vitest"
import type { Pkcs12Entry } from "@gir/pkcs12"

export interface TestPair {
  readonly certificatePem: string
  readonly keyPair: KeyPair
  readonly entry: Pkcs12Entry
}

/** A certificate signed with its own key. */
export async function makePair(serial: number): Promise<TestPair> {
  const keyPair = await generateKeyPair(2048)
  const { certificate, pem } = issueCertificate({
    subject: { commonName: `Interaction Recording ${serial}` },
    role: "recording",
    issuer: "self",
    privateKey: keyPair.privateKey,
    notBefore: new Date("2026-01-01T00:00:00Z"),
    notAfter: new Date("2028-01-01T00:00:00Z"),
  })
  const { der, sha256 } = certificate
  const entry = { certificateDer: der, alias: sha256, privateKey: keyPair.privateKey }
  return { certificatePem: pem, keyPair, entry }
}

/** A folder of this test's own, gone when the test ends. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "gir-pkcs12-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

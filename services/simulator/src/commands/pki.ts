import { createCertificateRequest, generateKeyPair, type DnFields } from "@gir/x509"
import { resolve } from "node:path"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { createPrivateCa } from "../pki/private-ca.ts"
import { issueRecordingCertificate } from "../pki/recording-certificate.ts"
import { writeFiles, type NewFile } from "../cli/write-files.ts"

export interface PkiCommandOptions {
  readonly out: string
}

const LETTERS = ["A", "B", "S"] as const

/** Writes a whole private CA to practise with: CA file, recording certificates A and B, screen S. */
export async function pkiDemoCommand(
  options: PkiCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const now = context.clock.now()
  const ca = await createPrivateCa(now)
  const files: NewFile[] = [
    { name: "ca.pem", text: ca.caBundlePem, isPrivate: false },
    { name: "root_ca.pem", text: ca.root.pem, isPrivate: false },
    { name: "root_ca.key", text: ca.root.keys.privateKeyPem, isPrivate: true },
    { name: "intermediate_ca.pem", text: ca.intermediate.pem, isPrivate: false },
    { name: "intermediate_ca.key", text: ca.intermediate.keys.privateKeyPem, isPrivate: true },
  ]
  const expiries: string[] = []
  for (const letter of LETTERS) {
    const commonName = `Interaction Recording ${letter}`
    const made = await issueRecordingCertificate(ca, { commonName, now })
    files.push({ name: `${letter}.pem`, text: made.certificatePem, isPrivate: false })
    files.push({ name: `${letter}.key`, text: made.privateKeyPem, isPrivate: true })
    expiries.push(`${commonName} expires ${made.certificate.notAfter.toISOString().slice(0, 10)}`)
  }
  await report(options, files, context)
  for (const line of expiries) context.terminal.out(line)
  return EXIT.held
}

/** Seed: "OpenSSL command to generate certificate signing request and private key". */
export async function pkiRequestCommand(
  options: PkiCommandOptions & { readonly subject: DnFields; readonly bits: number },
  context: CommandContext,
): Promise<ExitCode> {
  const { privateKey } = await generateKeyPair(options.bits)
  const made = createCertificateRequest({ subject: options.subject, privateKey })
  const files: NewFile[] = [
    { name: "private_key.pem", text: made.privateKeyPem, isPrivate: true },
    { name: "cert.req", text: made.requestPem, isPrivate: false },
  ]
  await report(options, files, context)
  return EXIT.held
}

async function report(
  { out }: PkiCommandOptions,
  files: readonly NewFile[],
  { terminal, folder }: CommandContext,
): Promise<void> {
  const paths = await writeFiles(resolve(folder, out), files)
  for (const path of paths) terminal.out(path)
}

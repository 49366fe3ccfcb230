import { isGirError } from "@gir/errors"
import {
  inspectPrivateKey,
  isSelfIssued,
  openPrivateKey,
  parseCertificate,
  salvagePem,
  type Certificate,
} from "@gir/x509"
import { readdir } from "node:fs/promises"
import { readInput, isDer, textOf, type InputFile } from "../certificate/input-text.ts"

/** What a file is, by its content; its name may say anything. */
export type FoundFile =
  | { readonly kind: "certificate"; readonly name: string; readonly certificate: Certificate }
  | {
      readonly kind: "bundle"
      readonly name: string
      readonly certificates: readonly Certificate[]
    }
  | {
      readonly kind: "key"
      readonly name: string
      /** `null` when a password locks it. */
      readonly publicKeySha256: string | null
    }
  /** Something that a rotation cannot use as it is, and why. */
  | { readonly kind: "other"; readonly name: string; readonly reason: string }

const MAX_FILES = 1_000

/**
 * Looks into every file of a folder. Private keys are opened in memory to learn their public half,
 * and forgotten.
 *
 * @throws ERR_CLI_INPUT_UNREADABLE when the folder cannot be read.
 */
export async function classifyFolder(folder: string): Promise<readonly FoundFile[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .toSorted()
  const found: FoundFile[] = []
  for (const name of names.slice(0, MAX_FILES)) found.push(await classifyFile(name, folder))
  return found
}

async function classifyFile(name: string, folder: string): Promise<FoundFile> {
  try {
    const file = await readInput(name, folder)
    try {
      return (await classifyKey(file)) ?? classifyCertificates(file)
    } finally {
      file.bytes.fill(0)
    }
  } catch (error) {
    if (isGirError(error)) return { kind: "other", name, reason: error.message }
    throw error
  }
}

async function classifyKey({ name, bytes }: InputFile): Promise<FoundFile | null> {
  const text = textOf(bytes)
  if (!/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text)) return null
  if (inspectPrivateKey(text).isPasswordNeeded) return { kind: "key", name, publicKeySha256: null }
  const { publicKeySha256 } = await openPrivateKey(text)
  return { kind: "key", name, publicKeySha256 }
}

function classifyCertificates({ name, bytes }: InputFile): FoundFile {
  if (isDer(bytes)) return derFile(name, bytes)
  const blocks = salvagePem(textOf(bytes)).blocks.filter(({ label }) =>
    label.endsWith("CERTIFICATE"),
  )
  const certificates = blocks.flatMap(({ der }) => {
    const certificate = der === null ? null : tryParse(der)
    return certificate === null ? [] : [certificate]
  })
  const [first, second] = certificates
  if (first === undefined) return { kind: "other", name, reason: "no certificate and no key" }
  const leaves = certificates.filter((one) => !isAuthority(one))
  if (leaves.length === 0) return { kind: "bundle", name, certificates }
  if (second === undefined) return { kind: "certificate", name, certificate: first }
  const reason = `${certificates.length} certificates, ${leaves.length} of them no CA's: put each into a file of its own`
  return { kind: "other", name, reason }
}

function derFile(name: string, bytes: Buffer): FoundFile {
  const isCertificate = tryParse(bytes) !== null
  const reason = isCertificate
    ? `a certificate in DER: openssl x509 -inform DER -in ${name} -out ${name}.pem`
    : "DER, and no certificate"
  return { kind: "other", name, reason }
}

function tryParse(der: Uint8Array): Certificate | null {
  try {
    return parseCertificate(der)
  } catch (error) {
    if (isGirError(error)) return null
    throw error
  }
}

/** An old root of version 1 says nowhere that it is one. */
function isAuthority(certificate: Certificate): boolean {
  return certificate.isCa || (certificate.version < 3 && isSelfIssued(certificate))
}

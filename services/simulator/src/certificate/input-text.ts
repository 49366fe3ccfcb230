import { GirError, isGirError, type ErrorCode } from "@gir/errors"
import { parseCertificate, readPemBlocks, salvagePem, type Certificate } from "@gir/x509"
import { readSmallFile } from "../envelope/input-file.ts"

/** A file of the user's, read whole. */
export interface InputFile {
  readonly name: string
  readonly bytes: Buffer
}

/** A CA file may have 1 MiB; whatever else is given is told apart by its content. */
const MAX_BYTES = 1_048_576
const DER_SEQUENCE = 0x30

/** @throws ERR_CLI_INPUT_UNREADABLE */
export async function readInput(name: string, folder: string): Promise<InputFile> {
  return { name, bytes: await readSmallFile(name, { folder, maxBytes: MAX_BYTES }) }
}

/** Certificates that a file holds, and those that it was meant to hold. */
export interface ReadCertificates {
  readonly certificates: readonly Certificate[]
  /** One for each block whose content is no certificate that can be read. */
  readonly faults: readonly GirError[]
}

/**
 * Reads every certificate of a PEM file, or the one of a DER file. Content that cannot be read is
 * told apart from a file that cannot: the first is a verdict, the second is bad input.
 *
 * @throws ERR_X509_NOT_PEM, ERR_X509_PEM_MALFORMED, ERR_X509_PEM_GLUED and the codes of what the
 * file is instead, with its name.
 */
export function readCertificates({ name, bytes }: InputFile): ReadCertificates {
  if (!bytes.includes("-----BEGIN ")) return readOne(isDer(bytes) ? bytes : textOf(bytes), name)
  const certificates: Certificate[] = []
  const faults: GirError[] = []
  for (const { label, der, line } of namingFile(name, () => readPemBlocks(textOf(bytes)))) {
    const where = `${name}:${line}`
    if (!label.endsWith("CERTIFICATE")) throw foreignBlock(label, where)
    const read = readOne(der, where)
    certificates.push(...read.certificates)
    faults.push(...read.faults)
  }
  return { certificates, faults }
}

export function textOf(bytes: Buffer): string {
  return bytes.toString("utf8")
}

export function isDer(bytes: Buffer): boolean {
  return bytes[0] === DER_SEQUENCE && !bytes.includes("-----BEGIN ")
}

function readOne(input: string | Uint8Array, where: string): ReadCertificates {
  try {
    return { certificates: [parseCertificate(input)], faults: [] }
  } catch (error) {
    if (!isGirError(error)) throw error
    const { code, message, fields, next } = error
    const fault = new GirError(code, message, { fields, next, where })
    if (isFileFault(code)) throw fault
    return { certificates: [], faults: [fault] }
  }
}

/** Codes that say what a file is, as against what is wrong with a certificate. */
const FILE_FAULTS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "ERR_X509_NOT_PEM",
  "ERR_X509_DER_NOT_PEM",
  "ERR_X509_PEM_MALFORMED",
  "ERR_X509_PEM_GLUED",
  "ERR_X509_FILE_TOO_LARGE",
  "ERR_X509_PRIVATE_KEY_IN_CERTIFICATE_FILE",
  "ERR_X509_REQUEST_NOT_CERTIFICATE",
  "ERR_X509_PKCS7_NOT_CERTIFICATE",
  "ERR_X509_NOT_A_CERTIFICATE",
  "ERR_X509_SEVERAL_CERTIFICATES",
])

function isFileFault(code: ErrorCode): boolean {
  return FILE_FAULTS.has(code)
}

function foreignBlock(label: string, where: string): GirError {
  const code = label.endsWith("PRIVATE KEY")
    ? "ERR_X509_PRIVATE_KEY_IN_CERTIFICATE_FILE"
    : "ERR_X509_NOT_A_CERTIFICATE"
  return new GirError(code, `the block is a ${label}, not a certificate`, { where })
}

function namingFile<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!isGirError(error)) throw error
    const { code, message, fields, next } = error
    throw new GirError(code, message, { fields, next, where: name })
  }
}

/**
 * Finds a certificate in a file that is not what it should be, so that its rules can be judged all
 * the same.
 *
 * @returns `null` when there is none.
 */
export function salvageCertificate({ bytes }: InputFile): Certificate | null {
  const candidates = isDer(bytes)
    ? [new Uint8Array(bytes)]
    : salvagePem(textOf(bytes)).blocks.map(({ label, der }) =>
        label.endsWith("CERTIFICATE") ? der : null,
      )
  for (const der of candidates) {
    const certificate = der === null ? null : tryParse(der)
    if (certificate !== null) return certificate
  }
  return null
}

function tryParse(der: Uint8Array): Certificate | null {
  try {
    return parseCertificate(der)
  } catch (error) {
    if (isGirError(error)) return null
    throw error
  }
}

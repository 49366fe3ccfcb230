import { GirError } from "@gir/errors"
import { orderFault } from "./bundle-order.ts"
import { assertCertificateBlock, isPrivateKeyLabel, noPemBlock } from "./certificate-file.ts"
import { isSelfIssued, type Certificate } from "./certificate.ts"
import { nameKey } from "./distinguished-name.ts"
import { parseCertificate } from "./parse-certificate.ts"
import { scanPem, type PemBlock, type PemScan } from "./pem.ts"

export const MAX_BUNDLE_BYTES = 1_048_576
/** The root stores of operating systems hold some 150. */
export const MAX_BUNDLE_CERTIFICATES = 512

export interface CaBundleOptions {
  /**
   * `strict` (default) demands the guide's order, nearest intermediate first, root last; `warn`
   * takes any order, as OpenSSL does, and says so in a notice.
   */
  readonly order?: "strict" | "warn"
}

export interface CaBundle {
  /** In the order of the file, each certificate once. */
  readonly certificates: readonly Certificate[]
  /** What does not belong into a CA file, though it can be read: one sentence each. */
  readonly notices: readonly string[]
}

/**
 * Reads a CA file. Seed: "the CA file given here should be the bundle of all the intermediate CA's
 * and the root CA in specific order".
 *
 * @throws ERR_X509_BUNDLE_EMPTY, ERR_X509_BUNDLE_ORDER, ERR_X509_BUNDLE_PRIVATE_KEY,
 * ERR_X509_BUNDLE_TOO_LARGE, ERR_X509_PEM_GLUED, ERR_X509_PEM_MALFORMED, and the codes of
 * {@link parseCertificate} for a block that is no certificate; each names the line.
 */
export function parseCaBundle(text: string, options: CaBundleOptions = {}): CaBundle {
  if (text.length > MAX_BUNDLE_BYTES) throw tooLarge(`${text.length} characters`)
  const scan = scanPem(text)
  if (scan.blocks.length === 0) throw emptyBundle(text)
  if (scan.blocks.length > MAX_BUNDLE_CERTIFICATES) throw tooLarge(`${scan.blocks.length} blocks`)
  const entries = scan.blocks.map(readEntry)
  const { certificates, notices } = dropDuplicates(entries)
  return {
    certificates,
    notices: [
      ...fileNotices(scan),
      ...notices,
      ...orderNotices(certificates, options.order ?? "strict"),
      ...chainNotices(certificates),
    ],
  }
}

/** The file that the guide asks for: certificates only, Unix line ends. */
export function encodeCaBundle(certificates: readonly Certificate[]): string {
  return certificates.map(({ pem }) => pem).join("")
}

interface Entry {
  readonly certificate: Certificate
  readonly line: number
}

function readEntry(block: PemBlock): Entry {
  if (isPrivateKeyLabel(block.label)) {
    const message = `line ${block.line}: a private key stands in the CA file`
    throw new GirError("ERR_X509_BUNDLE_PRIVATE_KEY", message, { fields: { line: block.line } })
  }
  assertCertificateBlock(block)
  try {
    return { certificate: parseCertificate(block.der), line: block.line }
  } catch (error) {
    if (!(error instanceof GirError)) throw error
    throw new GirError(error.code, `line ${block.line}: ${error.message}`, {
      cause: error,
      fields: { ...error.fields, line: block.line },
    })
  }
}

function dropDuplicates(entries: readonly Entry[]): CaBundle {
  const lines = new Map<string, number>()
  const certificates: Certificate[] = []
  const notices: string[] = []
  for (const { certificate, line } of entries) {
    const first = lines.get(certificate.sha256)
    if (first !== undefined) {
      notices.push(`line ${line}: the certificate of line ${first} again; it is kept once`)
      continue
    }
    lines.set(certificate.sha256, line)
    certificates.push(certificate)
  }
  return { certificates, notices }
}

/** Seed: "the information should be copied using an editor that opens the file using the Unix end of line". */
function fileNotices(scan: PemScan): readonly string[] {
  const notices: string[] = []
  if (scan.hasByteOrderMark) notices.push("a byte order mark stands before the first line")
  if (scan.hasCarriageReturns)
    notices.push("the lines end in CRLF; the guide asks for Unix line ends")
  const [first] = scan.foreignLines
  if (first !== undefined) {
    const count = scan.foreignLines.length
    notices.push(`${count} lines outside the certificates are left out, the first is line ${first}`)
  }
  return notices
}

function orderNotices(
  certificates: readonly Certificate[],
  order: "strict" | "warn",
): readonly string[] {
  const fault = orderFault(certificates)
  if (fault === null) return []
  if (order === "warn") return [fault]
  throw new GirError("ERR_X509_BUNDLE_ORDER", fault)
}

function chainNotices(certificates: readonly Certificate[]): readonly string[] {
  const notices: string[] = []
  if (!certificates.some(isSelfIssued)) notices.push("the CA file holds no self-signed root")
  const seen = new Set<string>()
  for (const { subject, publicKeySha256 } of certificates) {
    const key = `${nameKey(subject)} ${publicKeySha256}`
    if (seen.has(key)) {
      notices.push(`two certificates of ${subject.rfc4514} are on the same key`)
    }
    seen.add(key)
  }
  return notices
}

function emptyBundle(text: string): GirError {
  const reason = noPemBlock(text)
  if (reason.code === "ERR_X509_DER_NOT_PEM") return reason
  return new GirError(
    "ERR_X509_BUNDLE_EMPTY",
    `the CA file holds no certificate: ${reason.message}`,
  )
}

function tooLarge(size: string): GirError {
  return new GirError("ERR_X509_BUNDLE_TOO_LARGE", `the CA file is too large: ${size}`)
}

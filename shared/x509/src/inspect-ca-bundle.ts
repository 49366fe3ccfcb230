import { GirError, type ErrorCode } from "@gir/errors"
import { orderFault } from "./bundle-order.ts"
import { MAX_BUNDLE_BYTES, MAX_BUNDLE_CERTIFICATES } from "./ca-bundle.ts"
import { assertCertificateBlock, isPrivateKeyLabel, noPemBlock } from "./certificate-file.ts"
import { isSelfIssued, type Certificate } from "./certificate.ts"
import { nameKey } from "./distinguished-name.ts"
import { parseCertificate } from "./parse-certificate.ts"
import { salvagePem, type Salvage, type SalvagedBlock } from "./salvage-pem.ts"

/** More of them say no more about the file. */
const MAX_STRAY_MARKERS = 8

/** One thing that is not as the guide has it. */
export interface BundleFinding {
  readonly code: ErrorCode
  /** A warning loads all the same. */
  readonly isWarning: boolean
  readonly message: string
  /** Line of the file, from 1; `null` when the whole file is meant. */
  readonly line: number | null
}

export interface BundleEntry {
  readonly certificate: Certificate
  readonly line: number
}

export interface BundleInspection {
  /** Every certificate that can be read, in the order of the file, repeated ones too. */
  readonly entries: readonly BundleEntry[]
  readonly findings: readonly BundleFinding[]
}

/**
 * Tells everything that is wrong with a CA file, where {@link parseCaBundle} stops at the first.
 *
 * @param text the file as Latin-1 or UTF-8; only ASCII matters.
 */
export function inspectCaBundle(text: string): BundleInspection {
  const findings: BundleFinding[] = []
  if (text.length > MAX_BUNDLE_BYTES) {
    return { entries: [], findings: [error("ERR_X509_BUNDLE_TOO_LARGE", "more than 1 MiB", null)] }
  }
  const salvage = salvagePem(text)
  const { blocks } = salvage
  if (blocks.length === 0) return { entries: [], findings: [emptyFinding(text)] }
  if (blocks.length > MAX_BUNDLE_CERTIFICATES) {
    findings.push(error("ERR_X509_BUNDLE_TOO_LARGE", `${blocks.length} blocks`, null))
  }
  const entries: BundleEntry[] = []
  for (const block of blocks.slice(0, MAX_BUNDLE_CERTIFICATES)) {
    findings.push(...shapeFindings(block))
    const read = readBlock(block)
    if ("certificate" in read) entries.push(read)
    else findings.push(read)
  }
  findings.push(...textFindings(text, salvage), ...entryFindings(entries))
  return { entries, findings }
}

function error(code: ErrorCode, message: string, line: number | null): BundleFinding {
  return { code, isWarning: false, message, line }
}

function warning(code: ErrorCode, message: string, line: number | null): BundleFinding {
  return { code, isWarning: true, message, line }
}

function emptyFinding(text: string): BundleFinding {
  const { code, message } = noPemBlock(text)
  if (code === "ERR_X509_DER_NOT_PEM") return error(code, message, null)
  if (/-----(?:BEGIN|END) /.test(text)) {
    return error("ERR_X509_PEM_MALFORMED", "no BEGIN marker has its END marker", null)
  }
  return error("ERR_X509_BUNDLE_EMPTY", message, null)
}

function shapeFindings({ isGlued, isMisshapen, line }: SalvagedBlock): readonly BundleFinding[] {
  if (isGlued) {
    const message = "a BEGIN marker follows an END marker on the same line"
    return [error("ERR_X509_PEM_GLUED", message, line)]
  }
  if (!isMisshapen) return []
  const message = "a marker shares its line with something else"
  return [error("ERR_X509_PEM_MALFORMED", message, line)]
}

function readBlock({ label, der, line }: SalvagedBlock): BundleEntry | BundleFinding {
  if (isPrivateKeyLabel(label)) {
    const message = "a private key stands in the CA file"
    return error("ERR_X509_BUNDLE_PRIVATE_KEY", message, line)
  }
  try {
    assertCertificateBlock({ label, line, der: new Uint8Array(0), headers: new Map() })
    if (der === null) return error("ERR_X509_PEM_MALFORMED", "the block is no base64", line)
    return { certificate: parseCertificate(der), line }
  } catch (fault) {
    if (!(fault instanceof GirError)) throw fault
    return error(fault.code, fault.message.replace(/^line \d+: /, ""), line)
  }
}

/** Seed: "the information should be copied using an editor that opens the file using the Unix end of line". */
function textFindings(
  text: string,
  { strayMarkers, foreignLines }: Salvage,
): readonly BundleFinding[] {
  const findings: BundleFinding[] = []
  if (text.startsWith("\uFEFF")) {
    findings.push(warning("ERR_X509_BUNDLE_EXTRA_TEXT", "a byte order mark stands first", 1))
  }
  const carriageReturn = text.indexOf("\r")
  if (carriageReturn !== -1) {
    const line = text.slice(0, carriageReturn).split("\n").length
    findings.push(warning("ERR_X509_BUNDLE_LINE_ENDS", "the lines end in CRLF", line))
  }
  for (const line of strayMarkers.slice(0, MAX_STRAY_MARKERS)) {
    const message = "a BEGIN or END marker has no counterpart"
    findings.push(error("ERR_X509_PEM_MALFORMED", message, line))
  }
  const [first] = foreignLines
  if (first !== undefined) {
    const count = foreignLines.length
    const message = `${count} ${count === 1 ? "line stands" : "lines stand"} outside the certificates`
    findings.push(warning("ERR_X509_BUNDLE_EXTRA_TEXT", message, first))
  }
  return findings
}

function entryFindings(entries: readonly BundleEntry[]): readonly BundleFinding[] {
  const findings: BundleFinding[] = []
  const distinct = distinctEntries(entries, (repeated, first) => {
    const message = `the certificate of line ${first.line} again`
    findings.push(warning("ERR_X509_BUNDLE_DUPLICATE", message, repeated.line))
  })
  const certificates = distinct.map(({ certificate }) => certificate)
  const fault = orderFault(certificates)
  if (fault !== null) findings.push(error("ERR_X509_BUNDLE_ORDER", fault, null))
  if (certificates.length > 0 && !certificates.some(isSelfIssued)) {
    const message = "the CA file holds no self-signed root, so no chain ends in it"
    findings.push(warning("ERR_X509_BUNDLE_NO_ROOT", message, null))
  }
  return [...findings, ...sameKeyFindings(distinct), ...notCaFindings(distinct)]
}

/** The entries without repeated ones; each repeated one is told with the first of its kind. */
export function distinctEntries(
  entries: readonly BundleEntry[],
  tell: (repeated: BundleEntry, first: BundleEntry) => void = () => undefined,
): readonly BundleEntry[] {
  const firsts = new Map<string, BundleEntry>()
  for (const entry of entries) {
    const first = firsts.get(entry.certificate.sha256)
    if (first === undefined) firsts.set(entry.certificate.sha256, entry)
    else tell(entry, first)
  }
  return [...firsts.values()]
}

function sameKeyFindings(entries: readonly BundleEntry[]): readonly BundleFinding[] {
  const seen = new Map<string, number>()
  return entries.flatMap(({ certificate: { subject, publicKeySha256 }, line }) => {
    const key = `${nameKey(subject)} ${publicKeySha256}`
    const first = seen.get(key)
    seen.set(key, first ?? line)
    if (first === undefined) return []
    const message = `${subject.rfc4514} again, on the same key as in line ${first}`
    return [warning("ERR_X509_DUPLICATE_ISSUER", message, line)]
  })
}

/** A self-signed recording certificate belongs into the file, since nothing else vouches for it. */
function notCaFindings(entries: readonly BundleEntry[]): readonly BundleFinding[] {
  return entries
    .filter(({ certificate }) => !certificate.isCa && !isSelfIssued(certificate))
    .map(({ certificate, line }) => {
      const message = `${certificate.subject.rfc4514} is no CA certificate`
      return warning("ERR_X509_BUNDLE_NOT_CA", message, line)
    })
}

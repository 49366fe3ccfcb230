import { GirError } from "@gir/errors"

/** One block between `-----BEGIN label-----` and `-----END label-----`. */
export interface PemBlock {
  readonly label: string
  readonly der: Uint8Array
  /** Line of the BEGIN marker; the first line of the file is 1. */
  readonly line: number
  /** RFC 1421 headers, which only a traditional private key has: `Proc-Type`, `DEK-Info`. */
  readonly headers: ReadonlyMap<string, string>
}

/** Everything that a PEM file shows, also what its blocks do not contain. */
export interface PemScan {
  readonly blocks: readonly PemBlock[]
  readonly hasByteOrderMark: boolean
  readonly hasCarriageReturns: boolean
  /** Lines of text outside the blocks, empty ones not counted. */
  readonly foreignLines: readonly number[]
}

const BEGIN = /^-----BEGIN ([!-,.-~ ]+)-----$/
const END = /^-----END ([!-,.-~ ]+)-----$/
const GLUED = /-----END [!-,.-~ ]+-----\s*-----BEGIN /
const WHOLE_BLOCK = /-----BEGIN [!-,.-~ ]+-----.*-----END /
const HEADER = /^([A-Za-z][A-Za-z0-9-]*): *(.*)$/
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const BYTE_ORDER_MARK = "\uFEFF"

/**
 * Reads the blocks of a PEM text in the relaxed form of RFC 7468 §2: text around a block, CRLF,
 * a byte order mark and a missing last line end are all fine.
 *
 * @returns an empty list when the text holds no marker at all.
 * @throws ERR_X509_PEM_MALFORMED, ERR_X509_PEM_GLUED, both with the line in `fields.line`.
 */
export function readPemBlocks(text: string): readonly PemBlock[] {
  return scanPem(text).blocks
}

/** As {@link readPemBlocks}, and tells what else the file holds. */
export function scanPem(text: string): PemScan {
  const hasByteOrderMark = text.startsWith(BYTE_ORDER_MARK)
  const lines = (hasByteOrderMark ? text.slice(1) : text)
    .split(/\r\n|\n|\r/)
    .map((line) => line.trimEnd())
  const blocks: PemBlock[] = []
  const foreignLines: number[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!
    assertMarkersStandAlone(line, at)
    const label = BEGIN.exec(line)?.[1]
    if (label === undefined) {
      if (END.test(line)) throw malformed("an END line without its BEGIN line", at)
      if (line.trim() !== "") foreignLines.push(at + 1)
      continue
    }
    const end = findEnd(lines, at, label)
    blocks.push({ label, line: at + 1, ...readBody(lines.slice(at + 1, end), at + 1) })
    at = end
  }
  return { blocks, hasByteOrderMark, hasCarriageReturns: text.includes("\r"), foreignLines }
}

/** Writes one block in the strict form of RFC 7468 §3: 64 characters a line, Unix line ends. */
export function encodePem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n")
}

/** A marker that shares its line is one that OpenSSL does not see, so neither may we. */
function assertMarkersStandAlone(line: string, at: number): void {
  if (!line.includes("-----")) return
  if (GLUED.test(line)) {
    const message = `line ${at + 1}: a BEGIN marker follows an END marker on the same line`
    throw new GirError("ERR_X509_PEM_GLUED", message, { fields: { line: at + 1 } })
  }
  if (WHOLE_BLOCK.test(line)) throw malformed("the block has lost its line ends", at)
  if (/^\s+-----(?:BEGIN|END) /.test(line)) throw malformed("the marker is indented", at)
}

function findEnd(lines: readonly string[], begin: number, label: string): number {
  for (let at = begin + 1; at < lines.length; at += 1) {
    const line = lines[at]!
    assertMarkersStandAlone(line, at)
    if (line.includes("-----BEGIN ")) throw malformed("a BEGIN marker inside a block", at)
    const endLabel = END.exec(line)?.[1]
    if (endLabel === label) return at
    if (endLabel !== undefined) throw malformed(`END ${endLabel} closes BEGIN ${label}`, at)
  }
  throw malformed(`BEGIN ${label} has no END marker`, begin)
}

function readBody(
  lines: readonly string[],
  firstLine: number,
): { der: Uint8Array; headers: ReadonlyMap<string, string> } {
  const headers = new Map<string, string>()
  let at = 0
  for (; at < lines.length; at += 1) {
    const header = HEADER.exec(lines[at]!)
    if (header === null) break
    headers.set(header[1]!, header[2]!)
  }
  // Buffer.from skips whatever is not base64: the check must come first, line by line.
  const base64 = lines.slice(at).map((line) => line.replace(/[ \t]/g, ""))
  const bad = base64.findIndex((line) => !/^[A-Za-z0-9+/=]*$/.test(line))
  if (bad !== -1) throw malformed("a character that is not base64", firstLine + at + bad)
  const joined = base64.join("")
  if (joined === "") throw malformed("the block is empty", firstLine - 1)
  if (!BASE64.test(joined)) throw malformed("the base64 text is cut or padded wrongly", firstLine)
  return { der: new Uint8Array(Buffer.from(joined, "base64")), headers }
}

function malformed(what: string, at: number): GirError {
  return new GirError("ERR_X509_PEM_MALFORMED", `line ${at + 1}: ${what}`, {
    fields: { line: at + 1 },
  })
}

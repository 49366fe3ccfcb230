import { defineByteSource, type Batch, type ByteSource } from "./ciphertext-source.ts"
import { malformed } from "./refuse.ts"

export interface Base64Body {
  /** Position of the first character. */
  readonly from: number
  /** The line that closes the body; `null` when it goes on to the end. */
  readonly endLine: string | null
}

/**
 * A source over the bytes that a base64 body (RFC 4648 §4) stands for. The body is read once to
 * check it and to count; when its lines are of one length, as every writer makes them, a stretch of
 * it is then found by arithmetic, else by reading from the start.
 *
 * @throws ERR_CMS_MALFORMED
 */
export async function base64Source(source: ByteSource, body: Base64Body): Promise<ByteSource> {
  const scan = new BodyScan(body)
  for await (const chunk of source.chunks(body.from, source.totalBytes)) {
    if (scan.push(Buffer.from(chunk).toString("latin1"))) break
  }
  const { lines, characters, padding } = scan.finish()
  const totalBytes = (characters / 4) * 3 - padding
  const plan = { lines, bodyFrom: body.from }
  return defineByteSource(totalBytes, (from, to, signal) =>
    decodedBatches(source, plan, { from, to, signal }),
  )
}

/** How the body is laid out in lines; `null` when no arithmetic finds its way. */
interface RegularLines {
  readonly lineCharacters: number
  /** Characters of one line with its end. */
  readonly lineStride: number
}

const WHITE_SPACE = /[ \t\r\n]+/g
const ALPHABET = /^[A-Za-z0-9+/=]*$/

/** Checks the body chunk by chunk; keeps counts, never text. */
class BodyScan {
  readonly #endLine: string | null
  #characters = 0
  #padding = 0
  #position = 0
  #whiteSpace = 0
  #newLines = 0
  #lines: RegularLines | null = null
  /** A line that was not like the first one; only the last one may be. */
  #isLastLine = false
  #isRegular = true
  /** What has come of the closing line. */
  #closing = ""

  constructor({ endLine }: Base64Body) {
    this.#endLine = endLine
  }

  /** @returns true when the closing line is complete. */
  push(text: string): boolean {
    // The hyphen is not in the alphabet: it begins the closing line.
    const hyphen = this.#closing === "" ? text.indexOf("-") : 0
    const body = hyphen === -1 ? text : text.slice(0, hyphen)
    this.#countCharacters(body)
    this.#followLines(body)
    this.#position += body.length
    if (hyphen === -1) return false
    if (this.#endLine === null) throw malformed("the base64 text holds a character of no meaning")
    this.#closing += text.slice(hyphen, hyphen + this.#endLine.length - this.#closing.length)
    if (!this.#endLine.startsWith(this.#closing)) throw malformed("the closing line is another one")
    return this.#closing.length === this.#endLine.length
  }

  finish(): { lines: RegularLines | null; characters: number; padding: number } {
    if (this.#endLine !== null && this.#closing.length < this.#endLine.length) {
      throw malformed("the closing line is missing")
    }
    if (this.#characters % 4 !== 0 || this.#padding > 2) throw malformed("the base64 text is cut")
    const endBytes = this.#lines === null ? 0 : this.#lines.lineStride - this.#lines.lineCharacters
    const isRegular = this.#isRegular && this.#whiteSpace === this.#newLines * endBytes
    return {
      lines: isRegular ? this.#lines : null,
      characters: this.#characters,
      padding: this.#padding,
    }
  }

  #countCharacters(body: string): void {
    const dense = body.replace(WHITE_SPACE, "")
    if (!ALPHABET.test(dense)) throw malformed("the base64 text holds a character of no meaning")
    const firstPadding = dense.indexOf("=")
    const data = firstPadding === -1 ? dense.length : firstPadding
    const padding = dense.length - data
    const isPaddingLast = /^=*$/.test(dense.slice(data)) && (this.#padding === 0 || data === 0)
    if (!isPaddingLast) throw malformed("base64 goes on behind its padding")
    this.#characters += dense.length
    this.#padding += padding
    this.#whiteSpace += body.length - dense.length
  }

  #followLines(body: string): void {
    for (let at = 0; at < body.length;) {
      const newLine = body.indexOf("\n", at)
      const isText = newLine !== at && !/^\s*$/.test(body.slice(at, Math.min(at + 2, body.length)))
      if (this.#isLastLine && isText) this.#isRegular = false
      if (newLine === -1) return
      const position = this.#position + newLine + 1
      this.#lines ??= firstLine(body, newLine, position)
      if (position % this.#lines.lineStride !== 0) this.#isLastLine = true
      this.#newLines += 1
      at = newLine + 1
    }
  }
}

function firstLine(body: string, newLine: number, lineStride: number): RegularLines {
  const endBytes = body[newLine - 1] === "\r" ? 2 : 1
  return { lineCharacters: lineStride - endBytes, lineStride }
}

interface DecodePlan {
  readonly bodyFrom: number
  readonly lines: RegularLines | null
}

async function* decodedBatches(
  source: ByteSource,
  { bodyFrom, lines }: DecodePlan,
  { from, to, signal }: { from: number; to: number; signal: AbortSignal | undefined },
): AsyncGenerator<Batch> {
  if (from >= to) return
  const group = lines === null ? 0 : Math.floor(from / 3)
  const start = bodyFrom + (lines === null ? 0 : characterPosition(lines, group * 4))
  let skip = from - group * 3
  let left = to - from
  let carry = ""
  for await (const chunk of source.chunks(start, source.totalBytes, signal)) {
    const text = carry + Buffer.from(chunk).toString("latin1").replace(WHITE_SPACE, "")
    const whole = text.length - (text.length % 4)
    carry = text.slice(whole)
    const bytes = Buffer.from(withoutClosing(text.slice(0, whole)), "base64")
    const wanted = bytes.subarray(skip, skip + left)
    skip = Math.max(skip - bytes.length, 0)
    left -= wanted.length
    if (wanted.length > 0) yield [wanted]
    if (left === 0) return
  }
}

function characterPosition({ lineCharacters, lineStride }: RegularLines, index: number): number {
  return Math.floor(index / lineCharacters) * lineStride + (index % lineCharacters)
}

function withoutClosing(text: string): string {
  const hyphen = text.indexOf("-")
  return hyphen === -1 ? text : text.slice(0, hyphen)
}

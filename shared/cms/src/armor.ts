import { defineByteSource, readBytes, type ByteSource } from "./ciphertext-source.ts"
import { base64Source } from "./base64-source.ts"
import { malformed, unsupported } from "./refuse.ts"

/** How an envelope is stored: as it is, as PEM text (RFC 7468), or as a mail (RFC 8551). */
export type StoredForm = "der" | "pem" | "smime"

export interface UnarmoredEnvelope {
  readonly form: StoredForm
  /** The envelope itself; positions in it are those of the BER or DER encoding. */
  readonly envelope: ByteSource
}

/** Where the text before the envelope must have ended. */
const MAX_PREAMBLE_BYTES = 8192

/** RFC 7468 §9 and §8. OpenSSL reads and writes both. */
const PEM_LABELS = /-----BEGIN (CMS|PKCS7)-----[ \t]*\r?\n/

/**
 * Takes an envelope out of the text that may be around it. The text is read once, from end to end,
 * so that everything after works on the envelope's own positions.
 *
 * @throws ERR_CMS_MALFORMED, ERR_CMS_UNSUPPORTED
 */
export async function removeArmor(source: ByteSource): Promise<UnarmoredEnvelope> {
  const to = Math.min(MAX_PREAMBLE_BYTES, source.totalBytes)
  const head = await readBytes(source, { from: 0, to })
  // 0x30: the SEQUENCE of ContentInfo. No text that we read begins with the digit 0.
  if (head.length === 0 || head[0] === 0x30) return { form: "der", envelope: source }
  const text = Buffer.from(head).toString("latin1")
  const begin = PEM_LABELS.exec(text)
  if (begin !== null) {
    const from = begin.index + begin[0].length
    const endLine = `-----END ${begin[1]}-----`
    return { form: "pem", envelope: await base64Source(source, { from, endLine }) }
  }
  const mail = readMailHeader(text)
  if (mail === null) throw malformed("neither DER, nor PEM, nor S/MIME", 0)
  if (!mail.isBase64) return { form: "smime", envelope: partOf(source, mail.bodyFrom) }
  const body = { from: mail.bodyFrom, endLine: null }
  return { form: "smime", envelope: await base64Source(source, body) }
}

interface MailHeader {
  readonly bodyFrom: number
  readonly isBase64: boolean
}

/** RFC 5322 §2.2: field name, colon, and continued lines that begin with white space. */
const FIELD = /^([!-9;-~]+):[ \t]*((?:[^\r\n]|\r?\n[ \t])*)\r?\n/

function readMailHeader(text: string): MailHeader | null {
  const fields = new Map<string, string>()
  let at = 0
  for (;;) {
    const field = FIELD.exec(text.slice(at))
    if (field === null) break
    fields.set(field[1]!.toLowerCase(), field[2]!.toLowerCase())
    at += field[0].length
  }
  const blankLine = /^\r?\n/.exec(text.slice(at))
  if (fields.size === 0 || blankLine === null) return null
  const type = fields.get("content-type") ?? ""
  // RFC 8551 §3.2; the x- form is what OpenSSL smime still writes.
  if (!/^application\/(x-)?pkcs7-mime\b/.test(type)) {
    throw unsupported("the mail holds no S/MIME envelope", { contentType: type })
  }
  const encoding = (fields.get("content-transfer-encoding") ?? "7bit").trim()
  return { bodyFrom: at + blankLine[0].length, isBase64: encoding === "base64" }
}

function partOf(source: ByteSource, start: number): ByteSource {
  return defineByteSource(source.totalBytes - start, (from, to, signal) =>
    source.batches(start + from, start + to, signal),
  )
}

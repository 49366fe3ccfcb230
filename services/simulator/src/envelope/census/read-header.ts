import {
  byteSource,
  hexText,
  readBytes,
  readEnvelopeHeader,
  removeArmor,
  type RecipientInfo,
} from "@gir/cms"
import { isGirError } from "@gir/errors"
import { stat } from "node:fs/promises"
import { Readable } from "node:stream"
import { openEnvelopeInput } from "../input-file.ts"
import { beginsAsCms } from "../tell-where.ts"

/** One certificate, as an envelope names it. */
export interface NamedCertificate {
  readonly issuer: string | null
  readonly serialNumber: string | null
  readonly subjectKeyIdentifier: string | null
}

/** What the header of one file says. */
export type FileHeader =
  | { readonly kind: "encrypted"; readonly recipients: readonly Recipient[]; modified: Date }
  /** Media that anybody can play. */
  | { readonly kind: "clear"; readonly media: string }
  | { readonly kind: "unknown" }
  /** Begins as an envelope, and cannot be read as one. */
  | { readonly kind: "broken"; readonly code: string; readonly message: string }

export interface Recipient extends NamedCertificate {
  /** Equal for the same certificate: what it is named by, in hexadecimal. */
  readonly id: string
}

/** What the content of a media file begins with. */
const MEDIA: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["wav", /^(RIFF|RF64)[\s\S]{4}WAVE/],
  ["mp3", /^(ID3|\xff[\xe2-\xef\xf2-\xff])/],
  ["mp4", /^[\s\S]{4}ftyp/],
]
const MAGIC_BYTES = 16

/** @throws ERR_CLI_INPUT_UNREADABLE when the file cannot be read at all. */
export async function readFileHeader(path: string, signal: AbortSignal): Promise<FileHeader> {
  const input = await openEnvelopeInput({ path, folder: "/", input: Readable.from([]), signal })
  try {
    const stored = byteSource(input.source)
    if (!(await beginsAsCms(input.source))) {
      const to = Math.min(MAGIC_BYTES, stored.totalBytes)
      return clearOrUnknown(await readBytes(stored, { from: 0, to }))
    }
    const { envelope } = await removeArmor(stored)
    const { recipientInfos } = await readEnvelopeHeader(envelope)
    const { mtime } = await stat(path)
    return { kind: "encrypted", recipients: recipientInfos.flatMap(recipientOf), modified: mtime }
  } catch (error) {
    if (!isGirError(error) || error.code === "ERR_CLI_INPUT_UNREADABLE") throw error
    return { kind: "broken", code: error.code, message: error.message }
  } finally {
    await input.close()
  }
}

function clearOrUnknown(head: Uint8Array): FileHeader {
  const text = Buffer.from(head).toString("latin1")
  const media = MEDIA.find(([, pattern]) => pattern.test(text))
  return media === undefined ? { kind: "unknown" } : { kind: "clear", media: media[0] }
}

function recipientOf(info: RecipientInfo): readonly Recipient[] {
  if (info.type !== "ktri") return []
  const { rid } = info
  if (rid.kind === "issuerAndSerialNumber") {
    const { issuer, serialNumber } = rid
    return [{ id: hexText(rid.der), issuer, serialNumber, subjectKeyIdentifier: null }]
  }
  const subjectKeyIdentifier = hexText(rid.keyIdentifier)
  return [{ id: subjectKeyIdentifier, issuer: null, serialNumber: null, subjectKeyIdentifier }]
}

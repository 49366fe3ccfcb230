import type { KeyObject } from "node:crypto"
import type { Readable } from "node:stream"
import { decodeAsn1, encodeHeader, encodeInteger, encodeSet, readSet } from "@gir/asn1"
import {
  byteSource,
  locateContent,
  MAX_RECIPIENTS,
  readBytes,
  readEnvelopeHeader,
  readEnvelopeTrailer,
  removeArmor,
  type ByteSource,
  type CiphertextSource,
  type EnvelopeHeader,
  type RecipientInfo,
} from "@gir/cms"
import { GirError } from "@gir/errors"
import type { Certificate } from "@gir/x509"
import { generatedStream } from "./generated-stream.ts"
import { rsaRecipientKey } from "./rsa-recipient-key.ts"
import { unwrapWithAny } from "./unwrap-with-any.ts"

export interface RewrapOptions {
  /** Opens the envelope as it is. */
  readonly key: { readonly certificate: Certificate; readonly privateKey: KeyObject }
  /** Recipients that lose the envelope; each must be one. */
  readonly remove: readonly Certificate[]
  /**
   * Makes the complete RecipientInfo values of the new recipients: `wrapCek` of the originator's
   * package. The CEK is cleared when it returns.
   */
  readonly add: (cek: Uint8Array) => readonly Uint8Array[]
}

/** The same encrypted content under other recipients. */
export interface RewrappedEnvelope {
  readonly totalBytes: number
  /** Everything that differs: what stands before {@link unchangedFrom} in the old envelope. */
  readonly head: Uint8Array
  /** Position in the old envelope from which on every byte is kept, the content included. */
  readonly unchangedFrom: number
  readonly recipients: number
  /** The whole new envelope, DER or BER as the old one was. */
  stream(): Readable
}

/**
 * Replaces recipients without touching the content: the CEK is unwrapped and wrapped again, and
 * nothing of the content is decrypted. Not a GIR feature. Costs what the header costs.
 *
 * Broken padding is refused here rather than opened to a pseudorandom CEK: wrapping that one again
 * would make the recording's loss final.
 *
 * @throws ERR_CMS_NO_RECIPIENT when the key opens nothing, or a removed certificate is no
 * recipient; ERR_CMS_RECIPIENT_COUNT when none or too many remain; and what reading throws.
 */
export async function rewrapEnvelope(
  source: CiphertextSource,
  options: RewrapOptions,
): Promise<RewrappedEnvelope> {
  const { envelope } = await removeArmor(byteSource(source))
  const header = await readEnvelopeHeader(envelope)
  const recipientInfos = await replaceRecipientInfos(envelope, header, options)
  const head = await rebuildHead(envelope, header, recipientInfos)
  const unchangedFrom = header.positions.recipientInfos.to
  return {
    totalBytes: head.length + envelope.totalBytes - unchangedFrom,
    head,
    unchangedFrom,
    recipients: recipientInfos.values.length,
    stream: () =>
      generatedStream(async function* (signal) {
        yield [head]
        yield* envelope.batches(unchangedFrom, envelope.totalBytes, signal)
      }),
  }
}

interface RecipientInfoValues {
  readonly values: readonly Uint8Array[]
  readonly kept: readonly RecipientInfo[]
}

async function replaceRecipientInfos(
  envelope: ByteSource,
  header: EnvelopeHeader,
  { key, remove, add }: RewrapOptions,
): Promise<RecipientInfoValues> {
  const { from, to } = header.positions.recipientInfos
  const nodes = readSet(decodeAsn1(await readBytes(envelope, { from, to })))
  const removed = new Set(remove.map((certificate) => indexOfRecipient(header, certificate)))
  const isKept = (_: unknown, index: number): boolean => !removed.has(index)
  const added = await wrapAgain(header, key, add)
  const values = [...nodes.filter(isKept).map((node) => node.bytes), ...added]
  if (values.length === 0 || values.length > MAX_RECIPIENTS) {
    const message = `${values.length} recipients would remain, not 1 to ${MAX_RECIPIENTS}`
    throw new GirError("ERR_CMS_RECIPIENT_COUNT", message)
  }
  return { values, kept: header.recipientInfos.filter(isKept) }
}

async function wrapAgain(
  header: EnvelopeHeader,
  key: RewrapOptions["key"],
  add: RewrapOptions["add"],
): Promise<readonly Uint8Array[]> {
  const recipientKey = rsaRecipientKey({ ...key, rejection: "explicit" })
  const { cek } = await unwrapWithAny([recipientKey], header)
  try {
    return add(cek)
  } finally {
    cek.fill(0)
  }
}

function indexOfRecipient(header: EnvelopeHeader, certificate: Certificate): number {
  const index = header.recipientInfos.findIndex((info) => isFor(info, certificate))
  if (index !== -1) return index
  const { issuer, serialNumber } = certificate
  throw new GirError("ERR_CMS_NO_RECIPIENT", `serial ${serialNumber} is no recipient`, {
    fields: { issuer: issuer.rfc4514, serialNumber },
  })
}

function isFor(info: RecipientInfo, certificate: Certificate): boolean {
  if (info.type !== "ktri") return false
  const { rid } = info
  if (rid.kind === "issuerAndSerialNumber") {
    return Buffer.from(rid.der).equals(certificate.issuerAndSerialDer)
  }
  return Buffer.from(rid.keyIdentifier).equals(certificate.subjectKeyIdentifier ?? NO_BYTES)
}

const NO_BYTES = new Uint8Array(0)

/** Everything up to the end of recipientInfos, with the lengths of the frames corrected. */
async function rebuildHead(
  envelope: ByteSource,
  header: EnvelopeHeader,
  recipientInfos: RecipientInfoValues,
): Promise<Uint8Array> {
  const { frames, version, originatorInfo } = header.positions
  const { from, to } = header.positions.recipientInfos
  const old = await readBytes(envelope, { from: 0, to })
  const parts: Uint8Array[] = [
    encodeInteger(await envelopeVersion(envelope, header, recipientInfos)),
    originatorInfo === null ? NO_BYTES : old.subarray(originatorInfo, from),
    encodeSet(...recipientInfos.values),
  ]
  let head = Buffer.concat(parts)
  // From the enveloped data outwards; what precedes its version is the ContentInfo's contentType.
  let innerFrom = version
  for (const frame of frames.slice(0, 3).toReversed()) {
    const contentFrom = frame.offset + frame.headerBytes
    const between = old.subarray(contentFrom, Math.min(innerFrom, to))
    const contentBytes =
      frame.end === null ? "indefinite" : between.length + head.length + (frame.end - to)
    head = Buffer.concat([encodeHeader(old[frame.offset]!, contentBytes), between, head])
    innerFrom = frame.offset
  }
  return head
}

/**
 * RFC 5652 §6.1: 0 without originatorInfo and unprotectedAttrs when every RecipientInfo has
 * version 0, else 2. What has a password or another kind of recipient keeps its version.
 */
async function envelopeVersion(
  envelope: ByteSource,
  header: EnvelopeHeader,
  { values, kept }: RecipientInfoValues,
): Promise<number> {
  const hasOther = kept.some(({ type }) => type === "pwri" || type === "ori")
  if (header.contentType === "authEnvelopedData" || hasOther) return header.version
  const layout = await locateContent(envelope, header, { isVerified: true })
  const { unauthenticatedAttributes } = await readEnvelopeTrailer(envelope, header, layout)
  const isPlain = header.originatorInfo === null && unauthenticatedAttributes === 0
  return isPlain && values.every(isVersion0) ? 0 : 2
}

/** RecipientInfo in question: a SEQUENCE (ktri) whose version is 0. */
function isVersion0(value: Uint8Array): boolean {
  const { tagClass, children } = decodeAsn1(value)
  return tagClass === "universal" && children[0]?.content[0] === 0
}

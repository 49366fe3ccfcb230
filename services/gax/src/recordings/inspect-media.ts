import type {
  EnvelopeBytes,
  EnvelopeNodeView,
  EnvelopeRecipientView,
  EnvelopeView,
  MediaReceipt,
  RecordingMediaAddress,
} from "@gir/contracts"
import {
  byteSource,
  inspectEnvelope,
  inspectNodes,
  readBytes,
  type CiphertextSource,
  type EnvelopeInspection,
} from "@gir/cms"
import type { GaxParts } from "../gax-parts.ts"
import type { GaxSession } from "../sessions/sessions.ts"
import { encryptedReceipt } from "./encrypted-receipt.ts"
import { heldCertificates } from "./held-certificates.ts"
import { storedEnvelope } from "./stored-envelope.ts"

const MOST_NODES = 2_000
/** Of the encrypted octets themselves so many are shown: enough to see that they are noise. */
const SAMPLE_BYTES = 256
/** An authentication tag and attributes follow the content, if anything does. */
const MOST_TRAILER_BYTES = 4_096

/**
 * Shows the envelope of a stored media file: all that it tells without any key.
 *
 * @throws ERR_NOT_FOUND, ERR_GAX_MEDIA_NOT_ENCRYPTED, ERR_CMS_…
 */
export async function inspectMedia(
  { recordingId, mediaId }: RecordingMediaAddress,
  parts: GaxParts & { session: GaxSession },
): Promise<EnvelopeView> {
  const receipt = await encryptedReceipt(recordingId, mediaId, parts)
  const source = storedEnvelope(parts.peers.rws, receipt)
  const inspection = await inspectEnvelope(source)
  const { nodes, isCut } = await listNodes(source)
  return {
    mediaId,
    fileName: receipt.fileName,
    storedBytes: receipt.storedBytes,
    contentType: inspection.contentType === "envelopedData" ? "EnvelopedData" : "AuthEnvelopedData",
    version: inspection.version,
    cipherTitle: inspection.cipherTitle,
    ivHex: inspection.ivHex,
    tagBytes: inspection.tagBytes,
    content: inspection.content,
    recipients: await describeRecipients(inspection, receipt, parts),
    nodes,
    isCut,
    bytes: await showBytes(source, inspection),
    notices: [...inspection.notices],
  }
}

async function listNodes(
  source: CiphertextSource,
): Promise<{ nodes: EnvelopeNodeView[]; isCut: boolean }> {
  const nodes: EnvelopeNodeView[] = []
  for await (const node of inspectNodes(source)) {
    if (nodes.length === MOST_NODES) return { nodes, isCut: true }
    nodes.push(node)
  }
  return { nodes, isCut: false }
}

/** The metadata name certificates, the envelope names issuer and serial number: put together. */
async function describeRecipients(
  { recipients }: EnvelopeInspection,
  { protection }: MediaReceipt,
  parts: GaxParts & { session: GaxSession },
): Promise<EnvelopeRecipientView[]> {
  const known = protection?.recipients ?? []
  const wanted = new Set(known.map(({ certificateSha256 }) => certificateSha256))
  const held = await heldCertificates(wanted, parts)
  return recipients.map((recipient, index) => {
    const named = known.find(
      ({ issuer, serialNumber }) =>
        issuer === recipient.issuer && serialNumber === recipient.serialNumber,
    )
    // A subjectKeyIdentifier names no issuer; the writer keeps the order.
    const match = recipient.issuer === undefined ? known[index] : named
    const certificateId = match?.certificateSha256 ?? null
    return {
      ...recipient,
      subject: match?.subject ?? null,
      certificateId,
      isHeld: held === null ? null : certificateId !== null && held.includes(certificateId),
    }
  })
}

async function showBytes(
  source: CiphertextSource,
  { form, content }: EnvelopeInspection,
): Promise<EnvelopeBytes[]> {
  // Positions are those of the encoding; in a text form they would not be those of the bytes.
  if (form !== "der") return []
  const { totalBytes } = source
  const headEnd = Math.min(content.firstOctet + SAMPLE_BYTES, totalBytes)
  // With more than one piece there are headers between: the trailer is then found from the end.
  const contentEnd = content.firstOctet + content.bytes
  const trailerFrom = Math.max(headEnd, contentEnd, totalBytes - MOST_TRAILER_BYTES)
  const pieces: [number, number][] = [[0, headEnd]]
  if (trailerFrom < totalBytes) pieces.push([trailerFrom, totalBytes])
  const bytes = byteSource(source)
  return Promise.all(
    pieces.map(async ([from, to]) => {
      const octets = await readBytes(bytes, { from, to })
      return { offset: from, base64: Buffer.from(octets).toString("base64") }
    }),
  )
}

import type {
  EnvelopeNodeView,
  EnvelopeRecipientView,
  EnvelopeView,
  MediaReceipt,
  RecordingMediaAddress,
} from "@gir/contracts"
import {
  byteSource,
  explainWhole,
  inspectEnvelope,
  listNodes,
  openingCommands,
  readBytes,
  type CiphertextSource,
  type EnvelopeInspection,
  type ListedNode,
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
  const list = await listNodes(source, () => true)
  const nodes = withoutPieces(list.nodes, inspection)
  const bytes = await showBytes(source, inspection)
  const file = `${receipt.fileName}.p7m`
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
    nodes: viewOf(nodes.slice(0, MOST_NODES), { inspection, file, bytes }),
    isCut: list.omitted > 0 || nodes.length > MOST_NODES,
    bytes: bytes.map(({ offset, octets }) => ({ offset, base64: octets.toString("base64") })),
    savedAs: file,
    steps: openingCommands(inspection, nodes, file),
    notices: [...inspection.notices],
  }
}

/** The encrypted octets are one value, however many pieces they were written in. */
function withoutPieces(
  nodes: readonly ListedNode[],
  { content }: EnvelopeInspection,
): readonly ListedNode[] {
  const whole = nodes.find(({ offset }) => offset === content.offset)
  const end = content.offset + (whole?.totalBytes ?? 0)
  return nodes.filter(({ offset }) => offset <= content.offset || offset >= end)
}

function viewOf(
  nodes: readonly ListedNode[],
  { inspection, file, bytes }: Pictured,
): EnvelopeNodeView[] {
  const explained = explainWhole(nodes, { inspection, file }, (from, to) => {
    const piece = bytes.find((one) => from >= one.offset && to <= one.offset + one.octets.length)
    return piece?.octets.subarray(from - piece.offset, to - piece.offset) ?? null
  })
  return explained.map((node, index) => {
    const { headerBytes = 0, name = null } = nodes[index] ?? {}
    return { ...node, headerBytes, name }
  })
}

interface Pictured {
  readonly inspection: EnvelopeInspection
  readonly file: string
  readonly bytes: readonly ShownBytes[]
}

interface ShownBytes {
  readonly offset: number
  readonly octets: Buffer
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
): Promise<ShownBytes[]> {
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
      return { offset: from, octets: Buffer.from(octets) }
    }),
  )
}

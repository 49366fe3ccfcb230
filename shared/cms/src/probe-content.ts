import { isUniversal, readHeader, TAG, type Asn1Header } from "@gir/asn1"
import { isGirError } from "@gir/errors"
import { readBytes, type ByteSource } from "./ciphertext-source.ts"
import type { ContentLayout, ContentRun } from "./content-layout.ts"
import type { EnvelopeHeader } from "./envelope-header.ts"
import { decodeEnvelopeTrailer } from "./envelope-trailer.ts"
import { MAX_TRAILER_BYTES } from "./limits.ts"

/** With short pieces a guess would fit by chance; with long ones the end would be long to read. */
const MIN_PIECE_BYTES = 256
const MAX_PIECE_BYTES = 1024 * 1024
/** A piece's own header: identifier and at most four length octets. */
const PIECE_HEADER_BYTES = 6

/**
 * Guesses the layout of a constructed encryptedContent from its first piece and its end, assuming
 * that every piece but the last is as long as the first. That is how streaming writers cut, and it
 * makes a range of a long recording as cheap as if it had a definite length. The guess is checked
 * at once against the headers near the end and the trailer, which must reach to the last byte; and
 * whoever reads the content compares every header that it passes.
 *
 * @returns `null` when the pieces are not like that: walk through them instead.
 */
export async function probeContent(
  source: ByteSource,
  header: EnvelopeHeader,
): Promise<ContentLayout | null> {
  const { offset, headerBytes } = header.positions.encryptedContent
  const from = offset + headerBytes
  const first = await readPieceHeader(source, from)
  if (first === null) return null
  const stride = first.header.length + first.pieceBytes
  const mostPieces = Math.floor((source.totalBytes - from) / stride)
  const fewestPieces = Math.max(1, mostPieces - Math.ceil(MAX_TRAILER_BYTES / stride))
  const tailFrom = from + (fewestPieces - 1) * stride
  const tail = await readBytes(source, { from: tailFrom, to: source.totalBytes })
  for (let count = mostPieces; count >= fewestPieces; count -= 1) {
    const run: ContentRun = { contentFrom: 0, offset: from, ...first, count }
    const layout = finishLayout(run, { tail, tailFrom })
    if (layout !== null && isFollowedByTrailer(source, header, { layout, tail, tailFrom })) {
      return layout
    }
  }
  return null
}

async function readPieceHeader(
  source: ByteSource,
  from: number,
): Promise<{ header: Uint8Array; pieceBytes: number } | null> {
  const to = Math.min(from + PIECE_HEADER_BYTES, source.totalBytes)
  const octets = await readBytes(source, { from, to })
  const header = pieceHeader(octets, 0)
  if (header === null) return null
  if (header.contentBytes < MIN_PIECE_BYTES || header.contentBytes > MAX_PIECE_BYTES) return null
  const bytes = Uint8Array.from(octets.subarray(0, header.headerBytes))
  return { header: bytes, pieceBytes: header.contentBytes }
}

/** @returns the primitive OCTET STRING header at `at`, or `null` when something else is there. */
function pieceHeader(bytes: Uint8Array, at: number): Asn1Header | null {
  try {
    const header = readHeader(bytes, at)
    const isPiece = header !== null && isUniversal(header, TAG.octetString) && !header.isConstructed
    return isPiece ? header : null
  } catch (error) {
    if (isGirError(error, "ERR_ASN1_MALFORMED")) return null
    throw error
  }
}

interface Tail {
  readonly tail: Uint8Array
  readonly tailFrom: number
}

/** After the full pieces: perhaps one shorter piece, then the end-of-contents octets. */
function finishLayout(run: ContentRun, { tail, tailFrom }: Tail): ContentLayout | null {
  if (!isHeaderRepeated(run, { tail, tailFrom })) return null
  const fullBytes = run.count * run.pieceBytes
  let end = run.offset + run.count * (run.header.length + run.pieceBytes)
  const runs = [run]
  const short = pieceHeader(tail, end - tailFrom)
  if (short !== null) {
    if (short.contentBytes === 0 || short.contentBytes >= run.pieceBytes) return null
    const at = end - tailFrom
    const header = Uint8Array.from(tail.subarray(at, at + short.headerBytes))
    const pieceBytes = short.contentBytes
    runs.push({ contentFrom: fullBytes, offset: end, header, pieceBytes, count: 1 })
    end += short.headerBytes + pieceBytes
  }
  const isClosed = tail[end - tailFrom] === 0 && tail[end - tailFrom + 1] === 0
  if (!isClosed) return null
  return { contentBytes: fullBytes + (short?.contentBytes ?? 0), end: end + 2, runs }
}

/** Compares the header of every full piece in the tail. */
function isHeaderRepeated(run: ContentRun, { tail, tailFrom }: Tail): boolean {
  const stride = run.header.length + run.pieceBytes
  const end = run.offset + run.count * stride
  for (let at = tailFrom; at < end; at += stride) {
    const header = tail.subarray(at - tailFrom, at - tailFrom + run.header.length)
    if (Buffer.compare(header, run.header) !== 0) return false
  }
  return true
}

function isFollowedByTrailer(
  source: ByteSource,
  header: EnvelopeHeader,
  { layout, tail, tailFrom }: Tail & { layout: ContentLayout },
): boolean {
  const from = layout.end
  const { totalBytes } = source
  try {
    decodeEnvelopeTrailer(header, { tail: tail.subarray(from - tailFrom), from, totalBytes })
    return true
  } catch (error) {
    if (isGirError(error, "ERR_CMS_MALFORMED")) return false
    throw error
  }
}

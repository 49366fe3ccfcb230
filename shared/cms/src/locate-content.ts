import { readBytes, type ByteSource } from "./ciphertext-source.ts"
import type { ContentLayout } from "./content-layout.ts"
import type { EnvelopeHeader } from "./envelope-header.ts"
import { decodeEnvelopeTrailer, type EnvelopeTrailer } from "./envelope-trailer.ts"
import { MAX_HEADER_BYTES, MAX_TRAILER_BYTES } from "./limits.ts"
import { decodeEnvelopeHeader } from "./envelope-header.ts"
import { probeContent } from "./probe-content.ts"
import { walkContent } from "./walk-content.ts"

/** Reads what stands in front of the content. @throws as {@link decodeEnvelopeHeader} */
export async function readEnvelopeHeader(source: ByteSource): Promise<EnvelopeHeader> {
  const to = Math.min(MAX_HEADER_BYTES, source.totalBytes)
  return decodeEnvelopeHeader(await readBytes(source, { from: 0, to }), source.totalBytes)
}

/**
 * Finds the content octets.
 *
 * @param options.isVerified the source only yields bytes that were checked against recorded
 * digests, so that a regular layout may be guessed from both ends. Nothing else is believed:
 * without digests every piece is looked at before anything is released.
 * @throws ERR_CMS_MALFORMED, ERR_CMS_LIMIT_EXCEEDED
 */
export async function locateContent(
  source: ByteSource,
  header: EnvelopeHeader,
  options: { readonly isVerified: boolean },
): Promise<ContentLayout> {
  const content = header.positions.encryptedContent
  if (!content.isConstructed) return primitiveLayout(header)
  const isRegular = options.isVerified && content.contentBytes === null
  const probed = isRegular ? await probeContent(source, header) : null
  return probed ?? (await walkContent(source, content))
}

function primitiveLayout(header: EnvelopeHeader): ContentLayout {
  const { offset, headerBytes, contentBytes } = header.positions.encryptedContent
  const from = offset + headerBytes
  const bytes = contentBytes ?? 0
  const run = {
    contentFrom: 0,
    offset: from,
    header: new Uint8Array(0),
    pieceBytes: bytes,
    count: 1,
  }
  return { contentBytes: bytes, end: from + bytes, runs: bytes === 0 ? [] : [run] }
}

/** Reads what stands behind the content, to the end. @throws as {@link decodeEnvelopeTrailer} */
export async function readEnvelopeTrailer(
  source: ByteSource,
  header: EnvelopeHeader,
  layout: ContentLayout,
): Promise<EnvelopeTrailer> {
  const { totalBytes } = source
  const from = layout.end
  const tail = await readBytes(source, { from, to: Math.min(from + MAX_TRAILER_BYTES, totalBytes) })
  return decodeEnvelopeTrailer(header, { tail, from, totalBytes })
}

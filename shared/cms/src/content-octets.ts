import type { Batch, ByteSource } from "./ciphertext-source.ts"
import { isOnePiece, pieceStripper, positionOf, type ContentLayout } from "./content-layout.ts"

export interface OctetRange {
  readonly from: number
  /** Excluded. */
  readonly to: number
  /** Stops a read that waits. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Reads encrypted content octets, without the headers between them.
 *
 * @throws ERR_CMS_MALFORMED while reading, when a piece is not where the layout says.
 */
export function contentOctets(
  source: ByteSource,
  layout: ContentLayout,
  { from, to, signal }: OctetRange,
): AsyncGenerator<Batch> {
  if (from >= to) return source.batches(0, 0)
  const bytes = source.batches(positionOf(layout, from), positionOf(layout, to - 1) + 1, signal)
  return isOnePiece(layout) ? bytes : strippedOctets(bytes, pieceStripper(layout, from))
}

async function* strippedOctets(
  bytes: AsyncGenerator<Batch>,
  strip: (chunk: Uint8Array) => Batch,
): AsyncGenerator<Batch> {
  for await (const batch of bytes) yield batch.flatMap(strip)
}

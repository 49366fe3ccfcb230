import { readBytes, type Batch, type ByteSource } from "./ciphertext-source.ts"
import { isOnePiece, pieceStripper, positionOf, type ContentLayout } from "./content-layout.ts"

/** For `for await`, which takes what is at hand as well as what must be waited for. */
export type Batches = AsyncIterable<Batch> | Iterable<Batch>

export interface OctetRange {
  readonly from: number
  /** Excluded. */
  readonly to: number
  /** Stops a read that waits. */
  readonly signal?: AbortSignal | undefined
}

const MAX_HELD_BYTES = 1024 * 1024

/**
 * Reads encrypted content octets, without the headers between them.
 *
 * @throws ERR_CMS_MALFORMED while reading, when a piece is not where the layout says.
 */
export function contentOctets(
  source: ByteSource,
  layout: ContentLayout,
  { from, to, signal }: OctetRange,
): Batches {
  if (from >= to) return []
  const [start, end] = [positionOf(layout, from), positionOf(layout, to - 1) + 1]
  // More than that is handed on by and by, so that others have their turn.
  const held = end - start <= MAX_HELD_BYTES ? (source.held?.(start, end) ?? null) : null
  const bytes = held === null ? source.batches(start, end, signal) : [[held]]
  return isOnePiece(layout) ? bytes : strippedOctets(bytes, pieceStripper(layout, from))
}

/** Reads a few of them at once. The caller bounds `to - from`, which is not 0. */
export async function readContentOctets(
  source: ByteSource,
  layout: ContentLayout,
  { from, to }: OctetRange,
): Promise<Uint8Array> {
  if (isOnePiece(layout)) {
    return readBytes(source, { from: positionOf(layout, from), to: positionOf(layout, to - 1) + 1 })
  }
  const octets: Uint8Array[] = []
  for await (const batch of contentOctets(source, layout, { from, to })) octets.push(...batch)
  return Buffer.concat(octets)
}

async function* strippedOctets(
  bytes: Batches,
  strip: (chunk: Uint8Array) => Batch,
): AsyncGenerator<Batch> {
  for await (const batch of bytes) yield batch.flatMap(strip)
}

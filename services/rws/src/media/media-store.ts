import type { MediaFileMetadata, MediaReceipt } from "@gir/contracts"
import { named, type Queryable } from "@gir/database"
import { GirError } from "@gir/errors"

/** Where receipts are looked up. */
export interface MediaLookup {
  readonly database: Queryable
  /** Region of the node; null finds the recordings of every region. */
  readonly region: string | null
}

/**
 * @returns the receipt of a media file, or `null` when there is none, its recording was deleted, or
 * it belongs to another region.
 */
export async function findReceipt(
  { database, region }: MediaLookup,
  mediaId: string,
): Promise<MediaReceipt | null> {
  const [row] = await named<{ metadata: MediaFileMetadata }>(database, {
    name: "rws-find-media-file",
    text: `select media_files.metadata from media_files
      join recordings on recordings.id = media_files.recording_id
      where media_files.media_id = $1 and recordings.deleted_at is null
        and ($2::text is null or recordings.region is null or recordings.region = $2)`,
    values: [mediaId, region],
  })
  return row?.metadata.receipt ?? null
}

/** @throws ERR_RWS_MEDIA_UNKNOWN */
export async function readReceipt(lookup: MediaLookup, mediaId: string): Promise<MediaReceipt> {
  const receipt = await findReceipt(lookup, mediaId)
  if (receipt !== null) return receipt
  throw unknownMedia(mediaId)
}

export function unknownMedia(mediaId: string): GirError {
  return new GirError("ERR_RWS_MEDIA_UNKNOWN", `no media file has the id ${mediaId}`, {
    fields: { mediaId },
  })
}

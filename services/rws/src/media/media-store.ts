import type { MediaFileMetadata, MediaReceipt } from "@gir/contracts"
import { named, type Queryable } from "@gir/database"
import { GirError } from "@gir/errors"

/** @returns the receipt of a media file, or `null` when there is none or its recording was deleted. */
export async function findReceipt(
  database: Queryable,
  mediaId: string,
): Promise<MediaReceipt | null> {
  const [row] = await named<{ metadata: MediaFileMetadata }>(database, {
    name: "rws-find-media-file",
    text: `select media_files.metadata from media_files
      join recordings on recordings.id = media_files.recording_id
      where media_files.media_id = $1 and recordings.deleted_at is null`,
    values: [mediaId],
  })
  return row?.metadata.receipt ?? null
}

/** @throws ERR_RWS_MEDIA_UNKNOWN */
export async function readReceipt(database: Queryable, mediaId: string): Promise<MediaReceipt> {
  const receipt = await findReceipt(database, mediaId)
  if (receipt !== null) return receipt
  throw unknownMedia(mediaId)
}

export function unknownMedia(mediaId: string): GirError {
  return new GirError("ERR_RWS_MEDIA_UNKNOWN", `no media file has the id ${mediaId}`, {
    fields: { mediaId },
  })
}

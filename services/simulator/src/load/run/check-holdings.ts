import { mediaIdOf, type MediaFileMetadata } from "@gir/contracts"
import { named } from "@gir/database"
import type { Holdings } from "../arithmetic/call-book.ts"
import type { LoadBed } from "../bed/load-bed.ts"
import type { OfferedCall } from "./call-tracker.ts"

/** A media file as the database has it. */
export interface KnownMedia {
  readonly recordingId: string
  readonly mediaId: string
  readonly storageKey: string
  readonly storedBytes: number
  /** Certificates that it is encrypted to, by SHA-256; none when it is clear. */
  readonly recipients: readonly string[]
}

const IDS_PER_STATEMENT = 1_000

/**
 * What the database and the Storage Destination hold of the load's calls, read past all services.
 *
 * @param stored what the generator takes for stored.
 */
export async function readHoldings(
  bed: LoadBed,
  offered: readonly OfferedCall[],
  stored: readonly OfferedCall[],
): Promise<{ readonly holdings: Holdings; readonly media: readonly KnownMedia[] }> {
  const media = await readMedia(bed, offered)
  const objects = new Map<string, number>()
  for await (const { key, storedBytes } of bed.installation.storageDestination.list(""))
    objects.set(key, storedBytes)
  const known = new Set(
    media
      .filter(({ mediaId, recordingId }) => mediaId === mediaIdOf(recordingId, "call"))
      .map(({ recordingId }) => recordingId),
  )
  const storedIds = new Set(stored.map(({ recordingId }) => recordingId))
  const keys = new Set(media.map(({ storageKey }) => storageKey))
  return {
    media,
    holdings: {
      known: known.size,
      unknown: [...storedIds].filter((id) => !known.has(id)),
      unexpected: [...known].filter((id) => !storedIds.has(id)),
      withoutObject: media
        .filter(({ storageKey, storedBytes }) => objects.get(storageKey) !== storedBytes)
        .map(({ mediaId }) => mediaId),
      orphans: [...objects.keys()].filter((key) => !keys.has(key)),
    },
  }
}

async function readMedia(bed: LoadBed, offered: readonly OfferedCall[]): Promise<KnownMedia[]> {
  const media: KnownMedia[] = []
  for (let from = 0; from < offered.length; from += IDS_PER_STATEMENT) {
    const ids = offered.slice(from, from + IDS_PER_STATEMENT).map(({ recordingId }) => recordingId)
    const rows = await named<MediaRow>(bed.installation.database, {
      name: "load-media",
      text: `select recording_id, media_id, storage_key, metadata from media_files
        where recording_id = any($1)`,
      values: [ids],
    })
    media.push(...rows.map(toMedia))
  }
  return media
}

interface MediaRow {
  readonly recording_id: string
  readonly media_id: string
  readonly storage_key: string
  readonly metadata: MediaFileMetadata
}

function toMedia({ recording_id, media_id, storage_key, metadata }: MediaRow): KnownMedia {
  const { storedBytes, protection } = metadata.receipt
  return {
    recordingId: recording_id,
    mediaId: media_id,
    storageKey: storage_key,
    storedBytes,
    recipients: protection?.recipients.map((one) => one.certificateSha256) ?? [],
  }
}

import type { MediaFileMetadata, RecordingEvent } from "@gir/contracts"
import { isUniqueViolation, named, type Queryable } from "@gir/database"
import { GirError } from "@gir/errors"
import { inconsistent } from "./check-metadata.ts"

/** The call's side of a recording: what a screen alone does not know. */
export interface CallSide {
  readonly callerPhoneNumber: string
  readonly dialedPhoneNumber: string
  readonly region: string | null
}

/** What one sender knows of a recording. */
export interface RecordingPart {
  readonly recordingId: string
  readonly contactCenterId: string
  readonly startTime: string
  readonly stopTime: string
  /** Null when the part brings no call: numbers and times of the recording stay as they are. */
  readonly call: CallSide | null
  readonly mediaFiles: readonly MediaFileMetadata[]
  readonly events: readonly RecordingEvent[]
}

/**
 * Adds a part to its recording. The first media file with an id is kept, and so is the first event of
 * a kind: a part that is delivered twice, or by two attempts, changes nothing the second time.
 *
 * @throws ERR_RWS_RECORDING_DELETED, ERR_RWS_METADATA_INCONSISTENT, ERR_CONFLICT when the id
 * belongs to another contact center.
 */
export async function mergeRecording(database: Queryable, part: RecordingPart): Promise<void> {
  try {
    assertOpen(await merge(database, part), part)
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    inconsistent(`two media files of ${part.recordingId} name the same object`, {
      recordingId: part.recordingId,
    })
  }
}

interface MergedRow {
  readonly contact_center_id: string
  readonly deleted_at: Date | null
}

/**
 * Makes the recording, or locks and perhaps describes the one that is there, and adds to it if it is
 * open: one statement, and so one transaction and one way to the database, which is what a recorded
 * call costs here. The lock puts the parts of one recording in a row, and a part before or after its
 * deletion.
 */
const MERGE = `with recording as (
    insert into recordings as held (id, contact_center_id, start_time, stop_time,
      caller_phone_number, dialed_phone_number, region, is_described)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (id) do update set (start_time, stop_time, caller_phone_number,
      dialed_phone_number, region, is_described) = (
        select told.start_time, told.stop_time, told.caller_phone_number,
          told.dialed_phone_number, told.region, told.is_described
        from (values
          (false, held.start_time, held.stop_time, held.caller_phone_number,
            held.dialed_phone_number, held.region, held.is_described),
          (true, excluded.start_time, excluded.stop_time, excluded.caller_phone_number,
            excluded.dialed_phone_number, excluded.region, true)
        ) as told (is_new, start_time, stop_time, caller_phone_number, dialed_phone_number, region,
          is_described)
        where told.is_new = (excluded.is_described and not held.is_described
          and held.deleted_at is null and held.contact_center_id = excluded.contact_center_id))
    returning id, contact_center_id, deleted_at
  ), open as (
    select id from recording where deleted_at is null and contact_center_id = $2
  ), files as (
    insert into media_files (media_id, recording_id, kind, storage_key, metadata)
    select file.media_id, open.id, file.kind, file.storage_key, file.metadata::jsonb from open,
      unnest($9::text[], $10::text[], $11::text[], $12::text[])
        as file (media_id, kind, storage_key, metadata)
    on conflict (media_id) do nothing
  ), events as (
    insert into recording_events (recording_id, event, code, occurred_at, message)
    select open.id, told.* from open, unnest($13::text[], $14::text[], $15::text[], $16::text[]) as told
    on conflict (recording_id, event, code) do nothing
  )
  select contact_center_id, deleted_at from recording`

async function merge(database: Queryable, part: RecordingPart): Promise<MergedRow> {
  const { recordingId, call, mediaFiles, events } = part
  const [row] = await named<MergedRow>(database, {
    name: "rws-merge-recording",
    text: MERGE,
    values: [
      recordingId,
      part.contactCenterId,
      part.startTime,
      part.stopTime,
      call?.callerPhoneNumber ?? "",
      call?.dialedPhoneNumber ?? "",
      call?.region ?? null,
      call !== null,
      mediaFiles.map(({ mediaId }) => mediaId),
      mediaFiles.map(({ receipt }) => receipt.kind),
      mediaFiles.map(({ receipt }) => receipt.storageKey),
      mediaFiles.map(withoutUri),
      events.map(({ event }) => event),
      events.map(({ code }) => code ?? ""),
      events.map(({ occurredAt }) => occurredAt),
      events.map(({ message }) => message ?? null),
    ],
  })
  if (row !== undefined) return row
  throw new GirError("ERR_INTERNAL", `recording ${recordingId} vanished while it was merged`)
}

/** Which decrypt-uri-prefix serves a player is decided when it asks, not when it was recorded. */
function withoutUri(file: MediaFileMetadata): string {
  return JSON.stringify({ ...file, mediaUri: undefined })
}

function assertOpen(row: MergedRow, part: RecordingPart): void {
  const fields = { recordingId: part.recordingId }
  if (row.contact_center_id !== part.contactCenterId) {
    throw new GirError(
      "ERR_CONFLICT",
      `recording ${part.recordingId} belongs to another contact center`,
      { fields },
    )
  }
  if (row.deleted_at === null) return
  throw new GirError("ERR_RWS_RECORDING_DELETED", `recording ${part.recordingId} was deleted`, {
    fields,
  })
}

import type { MediaFileMetadata, RecordingEvent } from "@gir/contracts"
import {
  type Database,
  inTransaction,
  isUniqueViolation,
  named,
  type Transaction,
} from "@gir/database"
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
 * Adds a part to its recording, in one transaction. The first media file with an id is kept, and so
 * is the first event of a kind: a part that is delivered twice, or by two attempts, changes nothing
 * the second time.
 *
 * @throws ERR_RWS_RECORDING_DELETED, ERR_RWS_METADATA_INCONSISTENT, ERR_CONFLICT when the id
 * belongs to another contact center.
 */
export async function mergeRecording(database: Database, part: RecordingPart): Promise<void> {
  try {
    await inTransaction(database, (transaction) => mergePart(transaction, part))
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    inconsistent(`two media files of ${part.recordingId} name the same object`, {
      recordingId: part.recordingId,
    })
  }
}

async function mergePart(transaction: Transaction, part: RecordingPart): Promise<void> {
  const row = await lockRecording(transaction, part)
  assertOpen(row, part)
  if (part.call !== null && !row.is_described) await describeRecording(transaction, part, part.call)
  for (const file of part.mediaFiles) await insertMediaFile(transaction, part.recordingId, file)
  await insertEvents(transaction, part.recordingId, part.events)
}

interface LockedRow {
  readonly contact_center_id: string
  readonly is_described: boolean
  readonly deleted_at: Date | null
}

/**
 * Makes the recording, or locks the one that is there. The lock puts the parts of one recording in
 * a row, and a part before or after its deletion.
 */
async function lockRecording(transaction: Transaction, part: RecordingPart): Promise<LockedRow> {
  const { call } = part
  const [row] = await named<LockedRow>(transaction, {
    name: "rws-lock-recording",
    text: `insert into recordings (id, contact_center_id, start_time, stop_time,
        caller_phone_number, dialed_phone_number, region, is_described)
      values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do update set id = excluded.id
      returning contact_center_id, is_described, deleted_at`,
    values: [
      part.recordingId,
      part.contactCenterId,
      part.startTime,
      part.stopTime,
      call?.callerPhoneNumber ?? "",
      call?.dialedPhoneNumber ?? "",
      call?.region ?? null,
      call !== null,
    ],
  })
  if (row !== undefined) return row
  throw new GirError("ERR_INTERNAL", `recording ${part.recordingId} vanished while it was locked`)
}

function assertOpen(row: LockedRow, part: RecordingPart): void {
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

async function describeRecording(
  transaction: Transaction,
  part: RecordingPart,
  call: CallSide,
): Promise<void> {
  await named(transaction, {
    name: "rws-describe-recording",
    text: `update recordings set caller_phone_number = $2, dialed_phone_number = $3,
      start_time = $4, stop_time = $5, region = $6, is_described = true where id = $1`,
    values: [
      part.recordingId,
      call.callerPhoneNumber,
      call.dialedPhoneNumber,
      part.startTime,
      part.stopTime,
      call.region,
    ],
  })
}

async function insertMediaFile(
  transaction: Transaction,
  recordingId: string,
  file: MediaFileMetadata,
): Promise<void> {
  // Which decrypt-uri-prefix serves a player is decided when it asks, not when it was recorded.
  const { mediaUri: _, ...metadata } = file
  await named(transaction, {
    name: "rws-insert-media-file",
    text: `insert into media_files (media_id, recording_id, kind, storage_key, metadata)
      values ($1, $2, $3, $4, $5) on conflict (media_id) do nothing`,
    values: [
      file.mediaId,
      recordingId,
      file.receipt.kind,
      file.receipt.storageKey,
      JSON.stringify(metadata),
    ],
  })
}

async function insertEvents(
  transaction: Transaction,
  recordingId: string,
  events: readonly RecordingEvent[],
): Promise<void> {
  if (events.length === 0) return
  await named(transaction, {
    name: "rws-insert-events",
    text: `insert into recording_events (recording_id, event, code, occurred_at, message)
      select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[])
      on conflict (recording_id, event, code) do nothing`,
    values: [
      recordingId,
      events.map(({ event }) => event),
      events.map(({ code }) => code ?? ""),
      events.map(({ occurredAt }) => occurredAt),
      events.map(({ message }) => message ?? null),
    ],
  })
}

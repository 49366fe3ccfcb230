import type { MediaFileMetadata, RecordingEvent, RecordingMetadata } from "@gir/contracts"
import { named, type Queryable } from "@gir/database"
import { GirError } from "@gir/errors"
import { mediaUriOf } from "../settings/decrypt-uri-prefix.ts"

export interface RecordingRow {
  readonly id: string
  readonly caller_phone_number: string
  readonly dialed_phone_number: string
  readonly start_time: string
  readonly stop_time: string
  readonly region: string | null
  readonly deleted_at: Date | null
}

export interface RecordingKey {
  readonly contactCenterId: string
  readonly recordingId: string
  /** Region of the node that is asked; null finds the recordings of every region. */
  readonly region: string | null
  /** The decrypt-uri-prefix of the node that is asked; null when none serves it. */
  readonly decryptUriPrefix: string | null
}

/** @throws ERR_RWS_RECORDING_UNKNOWN, ERR_RWS_RECORDING_DELETED */
export async function readRecording(
  database: Queryable,
  key: RecordingKey,
): Promise<RecordingMetadata> {
  const row = await findRecording(database, key)
  const [recording] = await assembleRecordings(database, [row], key.decryptUriPrefix)
  if (recording === undefined) throw unknownRecording(key.recordingId)
  return recording
}

/**
 * A recording of another region is not found, as if it were not there. One whose region was never
 * told belongs to every region [assumed].
 *
 * @returns the row of a recording that was not deleted.
 * @throws ERR_RWS_RECORDING_UNKNOWN, ERR_RWS_RECORDING_DELETED
 */
export async function findRecording(
  database: Queryable,
  { contactCenterId, recordingId, region }: Omit<RecordingKey, "decryptUriPrefix">,
): Promise<RecordingRow> {
  const [row] = await named<RecordingRow>(database, {
    name: "rws-find-recording",
    text: `select id, caller_phone_number, dialed_phone_number, start_time, stop_time, region,
      deleted_at from recordings where contact_center_id = $1 and id = $2
        and ($3::text is null or region is null or region = $3)`,
    values: [contactCenterId, recordingId, region],
  })
  if (row === undefined) throw unknownRecording(recordingId)
  if (row.deleted_at === null) return row
  throw new GirError("ERR_RWS_RECORDING_DELETED", `recording ${recordingId} was deleted`, {
    fields: { recordingId },
  })
}

/** @returns the recordings of `rows`, in their order, with media files and events. */
export async function assembleRecordings(
  database: Queryable,
  rows: readonly RecordingRow[],
  decryptUriPrefix: string | null,
): Promise<readonly RecordingMetadata[]> {
  const ids = rows.map((row) => row.id)
  const [files, events] = await Promise.all([
    readMediaFiles(database, ids),
    readEvents(database, ids),
  ])
  return rows.map((row) => {
    const call = files.find((file) => file.callUUID === row.id && file.receipt.kind === "call")
    return {
      id: row.id,
      callerPhoneNumber: row.caller_phone_number,
      dialedPhoneNumber: row.dialed_phone_number,
      startTime: row.start_time,
      stopTime: row.stop_time,
      ...(row.region === null ? {} : { region: row.region }),
      mediaFiles: files
        .filter((file) => file.callUUID === row.id)
        .map((file) => presentMediaFile(file, call, decryptUriPrefix)),
      eventHistory: events.filter((event) => event.recording_id === row.id).map(presentEvent),
    }
  })
}

export function unknownRecording(recordingId: string): GirError {
  return new GirError("ERR_RWS_RECORDING_UNKNOWN", `no recording has the id ${recordingId}`, {
    fields: { recordingId },
  })
}

/** Tenant and profile of a screen are those of its call, which may have arrived after it. */
function presentMediaFile(
  file: MediaFileMetadata,
  call: MediaFileMetadata | undefined,
  prefix: string | null,
): MediaFileMetadata {
  return {
    ...file,
    tenant: file.tenant || (call?.tenant ?? ""),
    ivrprofile: file.ivrprofile || (call?.ivrprofile ?? ""),
    ...(prefix === null ? {} : { mediaUri: mediaUriOf(prefix, file.mediaId) }),
  }
}

async function readMediaFiles(
  database: Queryable,
  recordingIds: readonly string[],
): Promise<readonly MediaFileMetadata[]> {
  const rows = await named<{ metadata: MediaFileMetadata }>(database, {
    name: "rws-read-media-files",
    text: `select metadata from media_files where recording_id = any($1)
      order by array_position(array['call', 'screen', 'mux'], kind), media_id`,
    values: [recordingIds],
  })
  return rows.map((row) => row.metadata)
}

interface EventRow {
  readonly recording_id: string
  readonly event: RecordingEvent["event"]
  readonly code: string
  readonly occurred_at: string
  readonly message: string | null
}

async function readEvents(
  database: Queryable,
  recordingIds: readonly string[],
): Promise<readonly EventRow[]> {
  return named<EventRow>(database, {
    name: "rws-read-events",
    text: `select recording_id, event, code, occurred_at, message from recording_events
      where recording_id = any($1) order by occurred_at, event, code`,
    values: [recordingIds],
  })
}

function presentEvent(row: EventRow): RecordingEvent {
  return {
    event: row.event,
    occurredAt: row.occurred_at,
    ...(row.code === "" ? {} : { code: row.code }),
    ...(row.message === null ? {} : { message: row.message }),
  }
}

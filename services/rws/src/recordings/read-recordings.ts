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

/** A recording with all that belongs to it. */
export interface WholeRow extends RecordingRow {
  readonly media_files: readonly MediaFileMetadata[]
  readonly events: readonly EventRow[]
}

interface EventRow {
  readonly event: RecordingEvent["event"]
  readonly code: string
  readonly occurred_at: string
  readonly message: string | null
}

const ROW = `id, caller_phone_number, dialed_phone_number, start_time, stop_time, region, deleted_at`

/** The columns of a {@link WholeRow}, read on one way to the database. */
export const WHOLE_ROW = `${ROW},
  coalesce((
    select jsonb_agg(metadata order by array_position(array['call', 'screen', 'mux'], kind), media_id)
    from media_files where recording_id = recordings.id), '[]') as media_files,
  coalesce((
    select jsonb_agg(to_jsonb(told) order by occurred_at, event, code)
    from recording_events as told where recording_id = recordings.id), '[]') as events`

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
  const statement = { name: "rws-read-recording", columns: WHOLE_ROW }
  return presentRecording(await findRow<WholeRow>(database, key, statement), key.decryptUriPrefix)
}

/**
 * A recording of another region is not found, as if it were not there. One whose region was never
 * told belongs to every region [assumed].
 *
 * @returns the row of a recording that was not deleted.
 * @throws ERR_RWS_RECORDING_UNKNOWN, ERR_RWS_RECORDING_DELETED
 */
export function findRecording(
  database: Queryable,
  key: Omit<RecordingKey, "decryptUriPrefix">,
): Promise<RecordingRow> {
  return findRow(database, key, { name: "rws-find-recording", columns: ROW })
}

async function findRow<Row extends RecordingRow>(
  database: Queryable,
  { contactCenterId, recordingId, region }: Omit<RecordingKey, "decryptUriPrefix">,
  { name, columns }: { readonly name: string; readonly columns: string },
): Promise<Row> {
  const [row] = await named<Row>(database, {
    name,
    text: `select ${columns} from recordings where contact_center_id = $1 and id = $2
      and ($3::text is null or region is null or region = $3)`,
    values: [contactCenterId, recordingId, region],
  })
  if (row === undefined) throw unknownRecording(recordingId)
  if (row.deleted_at === null) return row
  throw new GirError("ERR_RWS_RECORDING_DELETED", `recording ${recordingId} was deleted`, {
    fields: { recordingId },
  })
}

/** @param decryptUriPrefix null leaves out where its media can be heard. */
export function presentRecording(
  row: WholeRow,
  decryptUriPrefix: string | null,
): RecordingMetadata {
  const { media_files: files } = row
  const call = files.find((file) => file.receipt.kind === "call")
  return {
    id: row.id,
    callerPhoneNumber: row.caller_phone_number,
    dialedPhoneNumber: row.dialed_phone_number,
    startTime: row.start_time,
    stopTime: row.stop_time,
    ...(row.region === null ? {} : { region: row.region }),
    mediaFiles: files.map((file) => presentMediaFile(file, call, decryptUriPrefix)),
    eventHistory: row.events.map(presentEvent),
  }
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

function presentEvent(row: EventRow): RecordingEvent {
  return {
    event: row.event,
    occurredAt: row.occurred_at,
    ...(row.code === "" ? {} : { code: row.code }),
    ...(row.message === null ? {} : { message: row.message }),
  }
}

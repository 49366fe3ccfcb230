import type { RecordingList, RecordingQuery } from "@gir/contracts"
import { named, type Queryable } from "@gir/database"
import { GirError } from "@gir/errors"
import { presentRecording, WHOLE_ROW, type WholeRow } from "./read-recordings.ts"

/** The documented cap of one answer. */
export const MAX_RECORDINGS = 100

export interface SearchRecordings {
  readonly contactCenterId: string
  /** Region of the node; null finds the recordings of every region. */
  readonly region: string | null
  readonly query: RecordingQuery
  readonly decryptUriPrefix: string | null
}

/**
 * Finds recordings by phone number, newest first.
 *
 * @throws ERR_RWS_QUERY_EMPTY when neither number is given.
 */
export async function searchRecordings(
  database: Queryable,
  { contactCenterId, region, query, decryptUriPrefix }: SearchRecordings,
): Promise<RecordingList> {
  if (query.callerPhoneNumber === undefined && query.dialedPhoneNumber === undefined) {
    throw new GirError(
      "ERR_RWS_QUERY_EMPTY",
      "the query names no callerPhoneNumber or dialedPhoneNumber",
    )
  }
  const [afterTime, afterId] = query.after?.split("_") ?? []
  const rows = await named<WholeRow>(database, {
    name: "rws-search-recordings",
    text: `select ${WHOLE_ROW} from recordings
      where contact_center_id = $1 and deleted_at is null
        and ($2::text is null or caller_phone_number like $2)
        and ($3::text is null or dialed_phone_number like $3)
        and ($4::text is null or (start_time, id) < ($4, $5::text))
        and ($6::text is null or region is null or region = $6)
      order by start_time desc, id desc
      limit ${MAX_RECORDINGS + 1}`,
    values: [
      contactCenterId,
      likePattern(query.callerPhoneNumber),
      likePattern(query.dialedPhoneNumber),
      afterTime ?? null,
      afterId ?? null,
      region,
    ],
  })
  const page = rows.slice(0, MAX_RECORDINGS)
  const last = page.at(-1)
  const hasMore = rows.length > MAX_RECORDINGS && last !== undefined
  return {
    statusCode: 0,
    recordings: page.map((row) => presentRecording(row, decryptUriPrefix)),
    next: hasMore ? `${last.start_time}_${last.id}` : null,
  }
}

/** `*` is the only sign with a meaning; LIKE's own signs stand for themselves. */
function likePattern(text: string | undefined): string | null {
  if (text === undefined) return null
  return text.replaceAll(/[\\%_]/g, "\\$&").replaceAll(/\*+/g, "%")
}

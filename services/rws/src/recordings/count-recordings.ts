import type { CensusGroup, RecordingCensus } from "@gir/contracts"
import { named, type Queryable } from "@gir/database"

type Recipient = RecordingCensus["recipients"][number]

/**
 * Counts the recordings by what their media files were encrypted to. Of every region and contact
 * center: they all may need the same key.
 */
export async function countRecordings(database: Queryable): Promise<RecordingCensus> {
  const [groups, recipients, clear] = await Promise.all([
    readGroups(database),
    readRecipients(database),
    countClear(database),
  ])
  return { groups, recipients, clear }
}

interface GroupRow {
  readonly recipient_sets: CensusGroup["recipientSets"]
  readonly recordings: number
  readonly oldest: string
  readonly newest: string
}

async function readGroups(database: Queryable): Promise<CensusGroup[]> {
  const rows = await named<GroupRow>(database, {
    name: "rws-census-groups",
    text: `select recipient_sets, count(*) as recordings, min(start_time) as oldest,
        max(start_time) as newest
      from (
        select recordings.start_time,
          jsonb_agg(distinct media_files.recipient_ids order by media_files.recipient_ids)
            as recipient_sets
        from media_files join recordings on recordings.id = media_files.recording_id
        where recordings.deleted_at is null and media_files.recipient_ids <> '[]'
        group by recordings.id
      ) as encrypted
      group by recipient_sets order by recordings desc, recipient_sets`,
  })
  return rows.map(({ recipient_sets, ...row }) => ({ recipientSets: recipient_sets, ...row }))
}

/** One media file per certificate is enough to know its names. */
async function readRecipients(database: Queryable): Promise<Recipient[]> {
  const rows = await named<{ recipient: Recipient }>(database, {
    name: "rws-census-recipients",
    text: `select sample.recipient
      from (
        select distinct jsonb_array_elements_text(recipient_ids) as id
        from media_files join recordings on recordings.id = media_files.recording_id
        where recordings.deleted_at is null
      ) as certificates
      cross join lateral (
        select jsonb_path_query_first(
          metadata, '$.receipt.protection.recipients[*] ? (@.certificateSha256 == $id)',
          jsonb_build_object('id', certificates.id)
        ) as recipient
        from media_files where recipient_ids @> jsonb_build_array(certificates.id) limit 1
      ) as sample
      order by certificates.id`,
  })
  return rows.map(({ recipient }) => recipient)
}

async function countClear(database: Queryable): Promise<number> {
  const [row] = await named<{ clear: number }>(database, {
    name: "rws-census-clear",
    text: `select count(*) as clear from recordings where deleted_at is null
      and exists (select from media_files where recording_id = recordings.id)
      and not exists (
        select from media_files where recording_id = recordings.id and recipient_ids <> '[]'
      )`,
  })
  return row?.clear ?? 0
}

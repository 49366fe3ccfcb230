import { named, type Queryable } from "@gir/database"

/** Notes an object before it is stored, so that a process that dies leaves no nameless object. */
export async function noteIntake(
  database: Queryable,
  intake: { readonly storageKey: string; readonly mediaId: string; readonly at: Date },
): Promise<void> {
  await named(database, {
    name: "rws-note-intake",
    text: "insert into screen_intakes (storage_key, media_id, started_at) values ($1, $2, $3)",
    values: [intake.storageKey, intake.mediaId, intake.at],
  })
}

/** @returns the objects that attempts at this media file may have stored. */
export async function listIntakes(
  database: Queryable,
  mediaId: string,
): Promise<readonly string[]> {
  const rows = await named<{ storage_key: string }>(database, {
    name: "rws-list-intakes",
    text: "select storage_key from screen_intakes where media_id = $1",
    values: [mediaId],
  })
  return rows.map((row) => row.storage_key)
}

export async function forgetIntake(database: Queryable, storageKey: string): Promise<void> {
  await named(database, {
    name: "rws-forget-intake",
    text: "delete from screen_intakes where storage_key = $1",
    values: [storageKey],
  })
}

import type { ChangeFeed, ConfigChange } from "@gir/contracts"
import { named, type Database, type Transaction } from "@gir/database"

/** Changes per answer; whoever is further behind asks again. */
const PAGE_SIZE = 1_000

/**
 * Numbers a change and puts it into the feed, in the transaction that makes it. The number's row
 * stays locked until that commits, so a reader who has seen a number has seen all before it, with
 * any number of writers. Call it last: other writers wait from here on.
 */
export async function noteChange(
  transaction: Transaction,
  change: Omit<ConfigChange, "sequence">,
): Promise<void> {
  await named(transaction, {
    name: "note-change",
    text: `with next as (update config_sequence set latest = latest + 1 returning latest)
      insert into config_changes (object, id, version, sequence)
      select $1, $2, $3, latest from next
      on conflict (object, id) do update
      set version = excluded.version, sequence = excluded.sequence`,
    values: [change.object, change.id, change.version],
  })
}

/** @returns the number of the latest change; 0 before the first one. */
export async function readLatest(database: Database): Promise<number> {
  const [row] = await named<{ latest: number }>(database, {
    name: "read-latest-change",
    text: "select latest from config_sequence",
  })
  return row?.latest ?? 0
}

type ChangeRow = { latest: number } & (ConfigChange | Record<keyof ConfigChange, null>)

/**
 * @returns the objects that changed after number `since`, each once and with its latest version, and
 * up to which number the answer reaches. That number is below `since` after a restore of an older
 * copy of the database: read everything anew.
 */
export async function readChanges(database: Database, since: number): Promise<ChangeFeed> {
  // One statement sees one state: the number always fits the changes beside it.
  const rows = await named<ChangeRow>(database, {
    name: "read-changes",
    text: `select latest, sequence, object, id, version
      from config_sequence left join config_changes on sequence > $1
      order by sequence limit ${PAGE_SIZE}`,
    values: [since],
  })
  const changes = rows.flatMap(({ latest: _latest, ...change }) =>
    change.sequence === null ? [] : [change],
  )
  const isCut = changes.length === PAGE_SIZE
  const latest = isCut ? changes.at(-1)?.sequence : rows[0]?.latest
  return { latest: latest ?? 0, changes }
}

import type { ApplicationObject, ApplicationUpdate } from "@gir/contracts"
import { inTransaction, named, type Database } from "@gir/database"
import { GirError } from "@gir/errors"
import { noteChange } from "./change-feed.ts"

export async function listApplications(database: Database): Promise<ApplicationObject[]> {
  return named(database, {
    name: "list-applications",
    text: `select name, type, version, options from applications order by name`,
  })
}

/** @throws ERR_NOT_FOUND */
export async function findApplication(
  database: Database,
  name: string,
): Promise<ApplicationObject> {
  const [application] = await named<ApplicationObject>(database, {
    name: "find-application",
    text: "select name, type, version, options from applications where name = $1",
    values: [name],
  })
  if (application !== undefined) return application
  throw new GirError("ERR_NOT_FOUND", `there is no application named ${name}`, { fields: { name } })
}

/** Creates the object or replaces its options; of two that save at once the later one stays. */
export async function saveApplication(
  database: Database,
  name: string,
  update: ApplicationUpdate,
): Promise<ApplicationObject> {
  return inTransaction(database, async (transaction) => {
    const [stored] = await named<ApplicationObject>(transaction, {
      name: "save-application",
      text: `insert into applications as stored (name, type, options) values ($1, $2, $3)
        on conflict (name) do update
        set type = excluded.type, options = excluded.options, version = stored.version + 1
        returning name, type, version, options`,
      values: [name, update.type, JSON.stringify(update.options)],
    })
    if (stored === undefined) throw new Error("an insert returned no row")
    await noteChange(transaction, { object: "application", id: name, version: stored.version })
    return stored
  })
}

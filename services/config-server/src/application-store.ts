import type { ApplicationObject, ApplicationUpdate } from "@gir/contracts"
import { inTransaction, named, type Database, type Queryable } from "@gir/database"
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
  database: Queryable,
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

/**
 * Creates the object or replaces its options. Of two saves at once the later one stays, unless they
 * name the version they were made from.
 *
 * @throws ERR_CONFLICT with the stored version, ERR_NOT_FOUND for a version of no object
 */
export async function saveApplication(
  database: Database,
  name: string,
  update: ApplicationUpdate,
): Promise<ApplicationObject> {
  const { version = null, type } = update
  return inTransaction(database, async (transaction) => {
    const [stored] = await named<ApplicationObject>(transaction, {
      name: "save-application",
      text: `insert into applications as stored (name, type, options)
        select $1::text, $2::text, $3::json where $4::integer is null
          or exists (select from applications where name = $1::text)
        on conflict (name) do update
        set type = excluded.type, options = excluded.options, version = stored.version + 1
        where $4::integer is null or stored.version = $4
        returning name, type, version, options`,
      values: [name, type, JSON.stringify(update.options), version],
    })
    if (stored === undefined) throw await staleVersion(transaction, name, version ?? 0)
    await noteChange(transaction, { object: "application", id: name, version: stored.version })
    return stored
  })
}

async function staleVersion(database: Queryable, name: string, seen: number): Promise<GirError> {
  const { version } = await findApplication(database, name)
  const message = `the application has version ${version}, the change was made from ${seen}`
  return new GirError("ERR_CONFLICT", message, { fields: { name, version } })
}

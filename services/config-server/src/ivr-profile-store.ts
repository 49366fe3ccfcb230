import type { IvrProfileObject, IvrProfileUpdate, NewIvrProfile } from "@gir/contracts"
import {
  inTransaction,
  isUniqueViolation,
  named,
  type Database,
  type Queryable,
} from "@gir/database"
import { GirError } from "@gir/errors"
import { noteChange } from "./change-feed.ts"

const COLUMNS = `dbid, version, name, display_name as "displayName", description, tenant,
  is_enabled as "isEnabled", options`

export async function listProfiles(database: Database): Promise<IvrProfileObject[]> {
  return named(database, {
    name: "list-ivr-profiles",
    text: `select ${COLUMNS} from ivr_profiles order by dbid`,
  })
}

/** @throws ERR_NOT_FOUND */
export async function findProfile(database: Queryable, dbid: number): Promise<IvrProfileObject> {
  const [profile] = await named<IvrProfileObject>(database, {
    name: "find-ivr-profile",
    text: `select ${COLUMNS} from ivr_profiles where dbid = $1`,
    values: [dbid],
  })
  if (profile === undefined) throw notFound(dbid)
  return profile
}

/** @throws ERR_CONFIG_NAME_TAKEN */
export async function insertProfile(
  database: Database,
  profile: NewIvrProfile,
): Promise<IvrProfileObject> {
  return savedAs(profile, () =>
    inTransaction(database, async (transaction) => {
      const [stored] = await named<IvrProfileObject>(transaction, {
        name: "insert-ivr-profile",
        text: `insert into ivr_profiles
          (name, display_name, description, tenant, is_enabled, options)
          values ($1, $2, $3, $4, $5, $6) returning ${COLUMNS}`,
        values: valuesOf(profile),
      })
      if (stored === undefined) throw new Error("an insert returned no row")
      await noteChange(transaction, changeOf(stored.dbid, stored.version))
      return stored
    }),
  )
}

/**
 * Saves a profile, if it still has the version that the change was made from.
 *
 * @returns the profile as stored: its version has risen by one.
 * @throws ERR_NOT_FOUND, ERR_CONFLICT with the stored version, ERR_CONFIG_NAME_TAKEN
 */
export async function updateProfile(
  database: Database,
  dbid: number,
  update: IvrProfileUpdate,
): Promise<IvrProfileObject> {
  return savedAs(update, () =>
    inTransaction(database, async (transaction) => {
      const [stored] = await named<IvrProfileObject>(transaction, {
        name: "update-ivr-profile",
        text: `update ivr_profiles set version = version + 1, name = $1, display_name = $2,
          description = $3, tenant = $4, is_enabled = $5, options = $6
          where dbid = $7 and version = $8 returning ${COLUMNS}`,
        values: [...valuesOf(update), dbid, update.version],
      })
      if (stored === undefined) {
        throw staleVersion(await findProfile(transaction, dbid), update.version)
      }
      await noteChange(transaction, changeOf(dbid, stored.version))
      return stored
    }),
  )
}

/**
 * @param version deletes only if it is still the stored one; null deletes any.
 * @throws ERR_NOT_FOUND, ERR_CONFLICT with the stored version
 */
export async function deleteProfile(
  database: Database,
  dbid: number,
  version: number | null,
): Promise<void> {
  await inTransaction(database, async (transaction) => {
    const deleted = await named(transaction, {
      name: "delete-ivr-profile",
      text: `delete from ivr_profiles
        where dbid = $1 and ($2::integer is null or version = $2) returning dbid`,
      values: [dbid, version],
    })
    if (deleted.length === 0) {
      throw staleVersion(await findProfile(transaction, dbid), version ?? 0)
    }
    await noteChange(transaction, changeOf(dbid, null))
  })
}

function changeOf(dbid: number, version: number | null) {
  return { object: "ivr-profile", id: String(dbid), version } as const
}

function valuesOf(profile: NewIvrProfile): unknown[] {
  const { name, displayName, description, tenant, isEnabled, options } = profile
  return [name, displayName, description, tenant, isEnabled, JSON.stringify(options)]
}

async function savedAs<T>(profile: NewIvrProfile, save: () => Promise<T>): Promise<T> {
  try {
    return await save()
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const { name, tenant } = profile
    const message = `tenant ${tenant} has an IVR Profile named ${name} already`
    throw new GirError("ERR_CONFIG_NAME_TAKEN", message, { fields: { name, tenant }, cause: error })
  }
}

function staleVersion({ dbid, version }: IvrProfileObject, seen: number): GirError {
  const message = `the profile has version ${version}, the change was made from ${seen}`
  return new GirError("ERR_CONFLICT", message, { fields: { dbid, version } })
}

function notFound(dbid: number): GirError {
  return new GirError("ERR_NOT_FOUND", `there is no IVR Profile with DBID ${dbid}`, {
    fields: { dbid },
  })
}

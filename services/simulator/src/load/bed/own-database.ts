import { openDatabase, toDatabaseError } from "@gir/database"
import { GirError } from "@gir/errors"
import { silentLogger } from "@gir/service-kit"

/** A database of a load's own on the user's server. */
export interface OwnDatabase {
  readonly url: string
  /** Nothing of the load is left on the server then. */
  drop(): Promise<void>
}

/**
 * Makes an empty database, so that no row of a load stays behind in the user's.
 *
 * @throws what the server answers when the user may not make one; `next` then says what helps.
 */
export async function makeOwnDatabase(url: string, name: string): Promise<OwnDatabase> {
  const ask = async (text: string): Promise<void> => {
    const database = openDatabase({
      url,
      logger: silentLogger,
      applicationName: "gir",
      poolSize: 1,
    })
    try {
      await database.query(text)
    } catch (cause) {
      throw refused(cause)
    } finally {
      await database.end()
    }
  }
  await ask(`create database ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  return { url: own.href, drop: () => ask(`drop database if exists ${name} with (force)`) }
}

/** SQLSTATE 42501: the role lacks CREATEDB. */
function refused(cause: unknown): unknown {
  const isDenied = cause instanceof Error && "code" in cause && cause.code === "42501"
  if (!isDenied) return toDatabaseError(cause)
  const next = "alter role ... createdb, or unset GIR_DATABASE_URL"
  return new GirError("ERR_DATABASE_ACCESS", "a load needs a database of its own", { cause, next })
}

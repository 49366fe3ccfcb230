import pg from "pg"
import { toDatabaseError } from "./database-error.ts"

/**
 * Makes an empty database beside the one that `url` names.
 *
 * @returns its address: a secret, as `url` is.
 * @throws ERR_DATABASE_UNAVAILABLE, ERR_DATABASE_ACCESS
 */
export async function createDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  client.on("error", () => undefined)
  try {
    await client.connect()
    await client.query(`create database ${pg.escapeIdentifier(name)}`)
  } catch (error) {
    throw toDatabaseError(error)
  } finally {
    await client.end().catch(() => undefined)
  }
  const address = new URL(url)
  address.pathname = `/${encodeURIComponent(name)}`
  return address.href
}

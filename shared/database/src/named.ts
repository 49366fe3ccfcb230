import type { ClientBase } from "pg"
import { toDatabaseError } from "./database-error.ts"
import type { Database } from "./open-database.ts"

/** A database, or the client of a transaction. */
export type Queryable = Database | ClientBase

export interface NamedStatement {
  /** One name for one text, at most 63 characters: the server parses it once per connection. */
  readonly name: string
  readonly text: string
  readonly values?: readonly unknown[]
}

/**
 * Runs one prepared statement.
 *
 * @example
 * const [row] = await named<{ port: number }>(database, {
 *   name: "find-port", text: "select port from nodes where name = $1", values: [name],
 * })
 *
 * @returns the rows; none for a statement that returns none.
 * @throws ERR_DATABASE_UNAVAILABLE, ERR_DATABASE_BUSY, ERR_DATABASE_ACCESS; other errors of the
 * server, such as a violated constraint, as they are (see {@link isUniqueViolation}).
 */
export async function named<Row extends object>(
  database: Queryable,
  statement: NamedStatement,
): Promise<Row[]> {
  const { name, text, values = [] } = statement
  try {
    const result = await database.query<Row>({ name, text, values: [...values] })
    return result.rows
  } catch (error) {
    throw toDatabaseError(error)
  }
}

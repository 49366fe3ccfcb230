import type { PoolClient } from "pg"
import { toDatabaseError } from "./database-error.ts"
import type { Database } from "./open-database.ts"

/** The connection that a transaction runs on; not to be kept after the work has ended. */
export type Transaction = PoolClient

/**
 * Runs `work` between BEGIN and COMMIT, at READ COMMITTED.
 *
 * @returns what `work` returns, once it is committed.
 * @throws whatever `work` throws, after ROLLBACK; and as {@link named} does. A lost connection
 * during COMMIT leaves open whether it was committed: make the work safe to repeat.
 */
export async function inTransaction<T>(
  database: Database,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const client = await connect(database)
  let broken: Error | undefined
  // A checked-out client that loses its server emits an error that nobody else listens to.
  const onError = (error: Error) => {
    broken = error
  }
  client.on("error", onError)
  try {
    await client.query("begin")
    const result = await work(client)
    await client.query("commit")
    return result
  } catch (error) {
    await client.query("rollback").catch((rollbackError: Error) => {
      broken = rollbackError
    })
    throw toDatabaseError(error)
  } finally {
    client.off("error", onError)
    client.release(broken)
  }
}

async function connect(database: Database): Promise<PoolClient> {
  try {
    return await database.connect()
  } catch (error) {
    throw toDatabaseError(error)
  }
}

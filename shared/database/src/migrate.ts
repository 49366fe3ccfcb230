import { fileURLToPath } from "node:url"
import { GirError, isGirError } from "@gir/errors"
import { runner } from "node-pg-migrate"
import pg from "pg"
import { toDatabaseError } from "./database-error.ts"
import type { DatabaseLogger } from "./logger.ts"

/** Any constant: it only has to be the same for all who migrate. "GIR" in ASCII. */
const LOCK_ID = 0x474952
const CONNECT_TIMEOUT_MS = 5_000

export interface MigrateOptions {
  readonly url: string
  readonly logger: DatabaseLogger
  /** Folder of `NNNN_name.sql` files; default: those of this package. */
  readonly folder?: string
}

/**
 * Brings the schema up to date: each file runs once, in the order of the names, all new ones in one
 * transaction. Two that run at once wait for each other.
 *
 * @throws ERR_DATABASE_MIGRATION, ERR_DATABASE_UNAVAILABLE, ERR_DATABASE_ACCESS.
 */
export async function migrate(options: MigrateOptions): Promise<void> {
  const client = new pg.Client({
    connectionString: options.url,
    application_name: "gir-migrate",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  })
  // A lost connection rejects the query under way; the event itself has nothing to add.
  client.on("error", () => undefined)
  try {
    await client.connect()
    // The runner only tries its own lock and fails when it is taken; this one waits.
    await client.query("select pg_advisory_lock($1)", [LOCK_ID])
    await run(client, options)
  } catch (error) {
    throw toMigrationError(error)
  } finally {
    // The lock belongs to the session and ends with it.
    await client.end().catch(() => undefined)
  }
}

async function run(client: pg.Client, options: MigrateOptions): Promise<void> {
  const { logger, folder = fileURLToPath(new URL("../migrations", import.meta.url)) } = options
  const quiet = () => undefined
  const done = await runner({
    dbClient: client,
    dir: folder,
    ignorePattern: "(?!.*\\.sql$).*",
    direction: "up",
    migrationsTable: "schema_migrations",
    singleTransaction: true,
    noLock: true,
    // It reports every prefix that is no timestamp as an error.
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  })
  if (done.length > 0) logger.info({ migrations: done.map(({ name }) => name) }, "schema migrated")
}

function toMigrationError(error: unknown): GirError {
  const known = toDatabaseError(error)
  if (isGirError(known)) return known
  const reason = error instanceof Error ? error.message.split("\n")[0] : "unknown"
  return new GirError("ERR_DATABASE_MIGRATION", `the schema was not migrated: ${reason}`, {
    cause: error,
  })
}

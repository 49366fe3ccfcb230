import { systemClock, type Clock } from "@gir/sim"
import type pg from "pg"
import { columnTypes } from "./column-types.ts"
import type { DatabaseLogger } from "./logger.ts"
import { oncePerInterval } from "./once-per-interval.ts"
import { openPool } from "./open-pool.ts"

const POOL_SIZE = 5
const CONNECT_TIMEOUT_MS = 5_000
const STATEMENT_TIMEOUT_MS = 60_000
const IDLE_TIMEOUT_MS = 30_000

/**
 * The system of record. Query it through `named` and `inTransaction`, so that failures have codes.
 */
export type Database = pg.Pool

export interface OpenDatabaseOptions {
  /** `postgresql://user:password@host:port/name` */
  readonly url: string
  readonly logger: DatabaseLogger
  /** Shown in `pg_stat_activity`: the node's name. */
  readonly applicationName: string
  /** Connections at most; default 5. */
  readonly poolSize?: number
  readonly clock?: Clock
}

/**
 * Opens a pool; connections are made when they are needed. `bigint` comes back as a number (an
 * error when it is not exact), `numeric` as text, `date` as `YYYY-MM-DD`, `timestamptz` as Date.
 */
export function openDatabase(options: OpenDatabaseOptions): Database {
  const { url, logger, applicationName, poolSize = POOL_SIZE, clock = systemClock } = options
  const quietLog = oncePerInterval({ clock })
  return openPool(
    {
      connectionString: url,
      application_name: applicationName,
      max: poolSize,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      types: columnTypes,
    },
    (error) =>
      quietLog.say("idle", (leftOut) =>
        logger.warn({ reason: error.message, leftOut }, "a database connection was lost"),
      ),
  )
}

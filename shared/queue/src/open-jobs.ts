import type { Database, DatabaseLogger } from "@gir/database"
import { noFaults, type Clock, type Faults } from "@gir/sim"
import type { SpanSink } from "@gir/trace"
import { bullmqQueue } from "./bullmq/bullmq-queue.ts"
import { postgresConnection } from "./bullmq/postgres-connection.ts"
import { redisConnection } from "./bullmq/redis-connection.ts"
import { createJobs } from "./create-jobs.ts"
import type { Jobs } from "./jobs.ts"
import { postgresLedger } from "./postgres-ledger.ts"

const LOCK_MS = 15_000

export interface OpenJobsOptions {
  /** Holds the job ledger; stays the caller's to close, after the jobs. */
  readonly database: Database
  /** The same database, for the queue's own connections. */
  readonly databaseUrl: string
  /** `redis://host:port/db` puts the queues on Redis; `null` leaves them on PostgreSQL. */
  readonly redisUrl: string | null
  readonly logger: DatabaseLogger
  readonly clock: Clock
  /** What goes wrong with deliveries on purpose. */
  readonly faults?: Faults
  /** Takes the spans of jobs that are added and tried here. */
  readonly spans?: SpanSink | undefined
  /**
   * How long a job of a killed process stays with it; default 15 seconds. Tests shorten it; a value
   * below the longest pause of the event loop makes jobs run twice.
   */
  readonly lockMs?: number
}

/**
 * Opens ledger and queues. Nothing is asked of them yet, so that a service starts while they are
 * away; `check` tells whether they are there.
 */
export async function openJobs(options: OpenJobsOptions): Promise<Jobs> {
  const {
    database,
    databaseUrl,
    redisUrl,
    logger,
    clock,
    lockMs = LOCK_MS,
    faults = noFaults,
    spans,
  } = options
  const connection =
    redisUrl === null
      ? postgresConnection({ databaseUrl, logger, clock })
      : redisConnection({ database, redisUrl, logger, clock })
  const queue = bullmqQueue({ connection, logger, clock, lockMs })
  return createJobs({ ledger: postgresLedger(database), queue, logger, clock, faults, spans })
}

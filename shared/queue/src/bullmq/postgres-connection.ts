import { oncePerInterval, openPool, toDatabaseError, type DatabaseLogger } from "@gir/database"
import type { Clock } from "@gir/sim"
import { createPostgresBackend, DEFAULT_SCHEMA, Queue, Worker, type BackendFactory } from "bullmq"
import type { PgPool, PostgresConnectionOptions, PostgresQueueBackend } from "bullmq"
import type pg from "pg"
import { withBrake } from "./brake.ts"
import type { BullConnection, BullWorker } from "./bull-connection.ts"

/** Longer than BullMQ looks for stalled jobs: each look would open a connection of its own. */
const IDLE_TIMEOUT_MS = 60_000
/** All queues of a process that only adds share these. */
const POOL_SIZE = 3
/** Each worker has its own; one of them listens for new jobs. */
const WORKER_POOL_SIZE = 4
const CONNECT_TIMEOUT_MS = 5_000
/**
 * The queue is not the record: what a crash of the server takes from it, a sweep offers again from
 * the ledger, whose own commits do wait for the disk. A job commits here about five times.
 */
const NO_WAIT = "-c synchronous_commit=off"

export interface PostgresConnectionPortOptions {
  readonly databaseUrl: string
  readonly logger: DatabaseLogger
  readonly clock: Clock
}

const brakedBackend: BackendFactory<PostgresQueueBackend, PostgresConnectionOptions> = (...args) =>
  withBrake(createPostgresBackend(...args))

/** BullMQ's queues in their own schema of our database. */
export function postgresConnection(options: PostgresConnectionPortOptions): BullConnection {
  const { databaseUrl, logger, clock } = options
  const quietLog = oncePerInterval({ clock })
  const open = (applicationName: string, max: number): pg.Pool =>
    openPool(
      {
        connectionString: databaseUrl,
        application_name: applicationName,
        max,
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
        idleTimeoutMillis: IDLE_TIMEOUT_MS,
        // A pool handed to BullMQ must find the schema itself; else "function add_job does not exist".
        options: `-c search_path=${DEFAULT_SCHEMA} ${NO_WAIT}`,
      },
      (error) =>
        quietLog.say("idle", (leftOut) =>
          logger.warn({ reason: error.message, leftOut }, "a queue connection was lost"),
        ),
    )
  const pool = open("gir-queue", POOL_SIZE)
  return {
    backend: "postgresql",
    async newQueue(name, queueOptions) {
      return new Queue(name, { ...queueOptions, connection: asPgPool(pool) }, createPostgresBackend)
    },
    async newWorker({ name, processor, options: workerOptions }) {
      // A pool of ours: BullMQ does not listen to a connection before it has one.
      const own = open("gir-queue-worker", WORKER_POOL_SIZE)
      const connection = asPgPool(own)
      const worker = new Worker(name, processor, { ...workerOptions, connection }, brakedBackend)
      return endingTogether(worker, own)
    },
    async check() {
      await pool.query(`select 1 from ${DEFAULT_SCHEMA}.job limit 1`).catch((error: unknown) => {
        throw toDatabaseError(error)
      })
      return []
    },
    close: () => pool.end(),
  }
}

/** BullMQ declares the part of node-postgres that it uses in words of its own. */
const asPgPool = (pool: pg.Pool): PgPool => pool as unknown as PgPool

/** BullMQ leaves open a pool that it was handed. */
function endingTogether<W extends BullWorker>(worker: W, pool: pg.Pool): W {
  const close = worker.close.bind(worker)
  worker.close = async () => {
    try {
      await close()
    } finally {
      if (!pool.ending) await pool.end()
    }
  }
  return worker
}

import { oncePerInterval, toDatabaseError, type DatabaseLogger } from "@gir/database"
import type { Clock } from "@gir/sim"
import { createPostgresBackend, DEFAULT_SCHEMA, Queue, Worker, type BackendFactory } from "bullmq"
import type { PgPool, PostgresConnectionOptions, PostgresQueueBackend } from "bullmq"
import pg from "pg"
import { withBrake } from "./brake.ts"
import type { BullConnection } from "./bull-connection.ts"

/** All queues of a process that only adds share these; each worker has its own. */
/** Longer than BullMQ looks for stalled jobs: each look would open a connection of its own. */
const IDLE_TIMEOUT_MS = 60_000
const POOL_SIZE = 3
const WORKER_POOL_SIZE = 3
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
  const common = {
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    keepAlive: true,
  }
  // A pool handed to BullMQ must find the schema itself; else "function add_job does not exist".
  const pool = new pg.Pool({
    ...common,
    application_name: "gir-queue",
    max: POOL_SIZE,
    options: `-c search_path=${DEFAULT_SCHEMA} ${NO_WAIT}`,
  })
  pool.on("error", (error: Error) =>
    quietLog.say("idle", (leftOut) =>
      logger.warn({ reason: error.message, leftOut }, "a queue connection was lost"),
    ),
  )
  return {
    backend: "postgresql",
    async newQueue(name, queueOptions) {
      // BullMQ declares the part of node-postgres that it uses in words of its own.
      const connection = pool as unknown as PgPool
      return new Queue(name, { ...queueOptions, connection }, createPostgresBackend)
    },
    async newWorker({ name, processor, options: workerOptions }) {
      const connection = {
        ...common,
        application_name: "gir-queue-worker",
        max: WORKER_POOL_SIZE,
        // BullMQ adds its schema to them.
        options: NO_WAIT,
      }
      return new Worker(name, processor, { ...workerOptions, connection }, brakedBackend)
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

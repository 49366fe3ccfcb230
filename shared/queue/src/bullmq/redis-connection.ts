import { named, oncePerInterval, type Database, type DatabaseLogger } from "@gir/database"
import { GirError } from "@gir/errors"
import type { Clock } from "@gir/sim"
import {
  createRedisBackend,
  Queue,
  Worker,
  type BackendFactory,
  type RedisQueueBackend,
} from "bullmq"
import { Redis } from "ioredis"
import { withBrake } from "./brake.ts"
import type { BullConnection } from "./bull-connection.ts"
import { durabilityWarnings } from "./redis-durability.ts"

const RECONNECT_DELAY_MAX_MS = 2_000
const CONNECT_TIMEOUT_MS = 5_000

export interface RedisConnectionPortOptions {
  readonly database: Database
  readonly redisUrl: string
  readonly logger: DatabaseLogger
  readonly clock: Clock
}

const brakedBackend: BackendFactory<RedisQueueBackend> = (...args) =>
  withBrake(createRedisBackend(...args))

/** BullMQ's queues on Redis, under a prefix of this installation's own. */
export function redisConnection(options: RedisConnectionPortOptions): BullConnection {
  const { database, redisUrl, logger, clock } = options
  const quietLog = oncePerInterval({ clock })
  const clients: Redis[] = []
  const newClient = (maxRetriesPerRequest: number | null) => {
    const client = openRedis(redisUrl, maxRetriesPerRequest)
    client.on("error", (error) =>
      quietLog.say("redis", (leftOut) =>
        logger.warn({ reason: error.message, leftOut }, "Redis does not answer"),
      ),
    )
    clients.push(client)
    return client
  }
  const once = <T>(make: () => T) => {
    let made: T | null = null
    return () => (made ??= make())
  }
  const producer = once(() => newClient(1))
  // BullMQ refuses a worker's connection that gives up on a request.
  const consumer = once(() => newClient(null))
  return {
    backend: "redis",
    async newQueue(name, queueOptions) {
      const prefix = await prefixOf(database)
      return new Queue(name, { ...queueOptions, prefix, connection: producer() })
    },
    async newWorker({ name, processor, options: workerOptions }) {
      const prefix = await prefixOf(database)
      const bound = { ...workerOptions, prefix, connection: consumer() }
      return new Worker(name, processor, bound, brakedBackend)
    },
    check: () => durabilityWarnings(producer()),
    close: async () => clients.forEach((client) => client.disconnect()),
  }
}

/** A client that reconnects for ever and says so through its `error` event. */
export function openRedis(redisUrl: string, maxRetriesPerRequest: number | null): Redis {
  return new Redis(redisUrl, {
    maxRetriesPerRequest,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (tries) => Math.min(50 * 2 ** Math.min(tries, 10), RECONNECT_DELAY_MAX_MS),
  })
}

/**
 * A demo and an installation may share one Redis, but must not take each other's jobs. The number
 * of the database tells a copy, made from a template or a backup, from its original.
 */
async function prefixOf(database: Database): Promise<string> {
  const [row] = await named<{ id: string }>(database, {
    name: "job-installation",
    text: `select job_installation.id || '-' || pg_database.oid as id
      from job_installation, pg_database where datname = current_database()`,
  })
  if (row) return `gir-${row.id}`
  throw new GirError("ERR_DATABASE_MIGRATION", "the database has no installation id")
}

import { waitForDatabase, openDatabase, toDatabaseError, type DatabaseLogger } from "@gir/database"
import { GirError } from "@gir/errors"
import { runMigrations } from "bullmq"
import pg from "pg"
import { openRedis } from "./bullmq/redis-connection.ts"
import { durabilityWarnings } from "./bullmq/redis-durability.ts"

export interface PrepareQueueOptions {
  readonly databaseUrl: string
  readonly redisUrl: string | null
  readonly logger: DatabaseLogger
  /** Refuse a Redis without append-only file; default: warn. */
  readonly requireDurableRedis?: boolean
}

/**
 * Makes the queue ready for workers: BullMQ's own schema on PostgreSQL, nothing on Redis. Call it
 * once, after `migrate` and before any worker starts; calling it again, or at the same time, does
 * no harm. Waits for a PostgreSQL that is away; a Redis that is away is reported and left to the
 * workers.
 *
 * @throws ERR_DATABASE_ACCESS, ERR_DATABASE_MIGRATION, ERR_QUEUE_NOT_DURABLE.
 */
export async function prepareQueue(options: PrepareQueueOptions): Promise<void> {
  if (options.redisUrl === null) await prepareDatabase(options)
  else await prepareRedis(options, options.redisUrl)
}

async function prepareDatabase(options: PrepareQueueOptions): Promise<void> {
  const { databaseUrl: url, logger } = options
  const database = openDatabase({ url, logger, applicationName: "gir-prepare-queue", poolSize: 1 })
  try {
    await waitForDatabase(database, { logger })
  } finally {
    await database.end()
  }
  const client = new pg.Client({ connectionString: url, application_name: "gir-prepare-queue" })
  client.on("error", () => undefined)
  try {
    await client.connect()
    await runMigrations(client)
  } catch (error) {
    const known = toDatabaseError(error)
    if (known !== error) throw known
    throw new GirError("ERR_DATABASE_MIGRATION", "the queue's schema was not made", {
      cause: error,
    })
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function prepareRedis(options: PrepareQueueOptions, redisUrl: string): Promise<void> {
  const { logger, requireDurableRedis = false } = options
  const redis = openRedis(redisUrl, 1)
  redis.on("error", () => undefined)
  try {
    const warnings = await durabilityWarnings(redis)
    for (const warning of warnings) logger.warn({ code: "ERR_QUEUE_NOT_DURABLE" }, warning)
    if (warnings[0] && requireDurableRedis) {
      throw new GirError("ERR_QUEUE_NOT_DURABLE", warnings[0])
    }
  } catch (error) {
    if (error instanceof GirError) throw error
    const reason = error instanceof Error ? error.message : "unknown"
    logger.warn({ code: "ERR_QUEUE_UNAVAILABLE", reason }, "Redis does not answer yet")
  } finally {
    redis.disconnect()
  }
}

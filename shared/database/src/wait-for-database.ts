import { setTimeout as delay } from "node:timers/promises"
import { GirError, isGirError } from "@gir/errors"
import { systemClock, type Clock } from "@gir/sim"
import type { DatabaseLogger } from "./logger.ts"
import { named } from "./named.ts"
import { oncePerInterval } from "./once-per-interval.ts"
import type { Database } from "./open-database.ts"

const FIRST_DELAY_MS = 50
const MAX_DELAY_MS = 2_000

export interface WaitForDatabaseOptions {
  readonly logger: DatabaseLogger
  readonly clock?: Clock
  /** Default: waits for ever. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/**
 * Resolves when the database answers; tries again with growing delay and logs once per interval.
 *
 * @throws ERR_DATABASE_UNAVAILABLE when the time is up, ERR_DATABASE_ACCESS at once (waiting does
 * not correct a password), and the signal's reason when it is aborted.
 */
export async function waitForDatabase(
  database: Database,
  options: WaitForDatabaseOptions,
): Promise<void> {
  const { logger, clock = systemClock, timeoutMs = Infinity, signal } = options
  const quietLog = oncePerInterval({ clock })
  const startMs = clock.monotonicMs()
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, MAX_DELAY_MS)) {
    signal?.throwIfAborted()
    const error = await whyNot(database)
    if (error === null) return
    if (!error.retryable || clock.monotonicMs() - startMs > timeoutMs) throw error
    quietLog.say("waiting", (leftOut) =>
      logger.warn({ code: error.code, reason: error.message, leftOut }, "waiting for the database"),
    )
    await delay(delayMs, undefined, { signal })
  }
}

async function whyNot(database: Database): Promise<GirError | null> {
  try {
    await named(database, { name: "wait-for-database", text: "select 1" })
    return null
  } catch (error) {
    if (isGirError(error)) return error
    return new GirError("ERR_DATABASE_UNAVAILABLE", "PostgreSQL gives no usable answer", {
      cause: error,
    })
  }
}

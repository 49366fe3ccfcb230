import { setTimeout as delay } from "node:timers/promises"
import type { JobName } from "@gir/contracts"
import { oncePerInterval, toDatabaseError, type DatabaseLogger } from "@gir/database"
import { GirError, isGirError } from "@gir/errors"
import type { Clock } from "@gir/sim"
import type { JobQueue } from "../job-queue.ts"
import { bullmqTaker } from "./bullmq-taker.ts"
import type { BullConnection, BullQueue } from "./bull-connection.ts"

const ANSWER_TIMEOUT_MS = 2_000
/** After an answer that did not come, others are not even asked for. */
const COOL_DOWN_MS = 2_000
const EVENTS_KEPT_MAX = 1_000
/** The ledger counts tries; the queue's own limit must never be the first to be reached. */
const ATTEMPTS = 1_000_000

export interface BullmqQueueOptions {
  readonly connection: BullConnection
  readonly logger: DatabaseLogger
  readonly clock: Clock
  readonly lockMs: number
}

/** BullMQ as our job queue. Its entries are ids that vanish when they end: the ledger remembers. */
export function bullmqQueue(options: BullmqQueueOptions): JobQueue {
  const { connection, logger, clock, lockMs } = options
  const quietLog = oncePerInterval({ clock })
  const onError = (name: string) => (error: Error) =>
    quietLog.say(name, (leftOut) =>
      logger.warn({ queue: name, reason: error.message, leftOut }, "the queue reports a fault"),
    )
  const queues = openQueues(connection, onError)
  const answered = breaker(clock, connection.backend)
  return {
    backend: connection.backend,
    offer: (name, ids) =>
      answered(async () => {
        const queue = await queues.get(name)
        // On PostgreSQL a bulk of one takes ten times as long as one.
        if (ids.length === 1) await queue.add(name, {}, { jobId: ids[0]! })
        else await queue.addBulk(ids.map((id) => ({ name, data: {}, opts: { jobId: id } })))
      }),
    counts: (name) =>
      answered(async () => {
        const queue = await queues.get(name)
        const counts = await queue.getJobCounts("waiting", "active", "delayed", "prioritized")
        const { active = 0, delayed = 0, ...waiting } = counts
        return { waiting: sum(Object.values(waiting)), active, delayed }
      }),
    takeJobs: (taking) =>
      bullmqTaker({ ...taking, connection, lockMs, onError: onError(taking.name) }),
    check: () => answered(() => connection.check()),
    async close() {
      await queues.close()
      await connection.close()
    },
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

interface Queues {
  get(name: JobName): Promise<BullQueue>
  close(): Promise<void>
}

/** BullMQ remembers for ever that a queue's first contact failed: such a queue is thrown away. */
function openQueues(
  connection: BullConnection,
  onError: (name: string) => (error: Error) => void,
): Queues {
  const queues = new Map<JobName, Promise<BullQueue>>()
  const open = async (name: JobName) => {
    const queue = await connection.newQueue(name, {
      streams: { events: { maxLen: EVENTS_KEPT_MAX } },
      defaultJobOptions: {
        attempts: ATTEMPTS,
        backoff: { type: "ledger" },
        removeOnComplete: true,
        removeOnFail: true,
        stackTraceLimit: 1,
      },
    })
    queue.on("error", onError(name))
    try {
      await queue.waitUntilReady()
      return queue
    } catch (error) {
      queues.delete(name)
      await queue.close().catch(() => undefined)
      throw error
    }
  }
  return {
    get(name) {
      const known = queues.get(name) ?? open(name)
      queues.set(name, known)
      known.catch(() => queues.delete(name))
      return known
    },
    async close() {
      const closing = [...queues.values()].map(async (opening) => (await opening).close())
      await Promise.allSettled(closing)
    },
  }
}

/** Gives an answer a time limit, and every other failure our code. */
function breaker(
  clock: Clock,
  backend: BullConnection["backend"],
): <T>(ask: () => Promise<T>) => Promise<T> {
  let silentUntilMs = -Infinity
  return async (ask) => {
    if (clock.monotonicMs() < silentUntilMs) throw unavailable("the queue did not answer just now")
    const limit = new AbortController()
    try {
      const late = delay(ANSWER_TIMEOUT_MS, undefined, { signal: limit.signal }).then(() => {
        throw unavailable(`the queue does not answer within ${ANSWER_TIMEOUT_MS} ms`)
      })
      return await Promise.race([ask(), late])
    } catch (error) {
      silentUntilMs = clock.monotonicMs() + COOL_DOWN_MS
      // The same ECONNREFUSED means PostgreSQL there and Redis here.
      const known = backend === "postgresql" ? toDatabaseError(error) : error
      if (isGirError(known)) throw known
      throw unavailable(reasonOf(error), error)
    } finally {
      limit.abort()
    }
  }
}

/** ioredis explains its own options; whoever reads this wants to know who is silent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "the queue failed"
  return error.name === "MaxRetriesPerRequestError" ? "Redis does not answer" : error.message
}

function unavailable(message: string, cause?: unknown): GirError {
  return new GirError("ERR_QUEUE_UNAVAILABLE", message, { cause })
}

import { setTimeout as delay } from "node:timers/promises"
import { JOB_TABLE, validate, type JobName } from "@gir/contracts"
import { toDatabaseError, type DatabaseLogger } from "@gir/database"
import { GirError, isGirError, toGirError, type ErrorCode } from "@gir/errors"
import type { Clock, Faults } from "@gir/sim"
import type { Span, SpanSink } from "@gir/trace"
import type { JobHandler } from "./job-handler.ts"
import type { JobLedger, LedgerRow } from "./job-ledger.ts"
import type { Verdict } from "./job-queue.ts"
import { beginTry } from "./job-spans.ts"
import { retryDelayMs } from "./retry-delay.ts"

/** A job that failed in all its tries by a transient fault rests this long. */
const REST_MS = 60_000
/** The sweep leaves a job alone for this long after the queue was to try it again. */
const OFFER_GRACE_MS = 15_000
const SETTLE_DELAY_MS = 250
const SETTLE_DELAY_MAX_MS = 4_000

export interface RunJobOptions {
  readonly name: JobName
  readonly id: string
  readonly handler: JobHandler<JobName>
  readonly ledger: JobLedger
  readonly logger: DatabaseLogger
  readonly faults: Faults
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly onTry: (ended: JobTry) => void
  readonly spans?: SpanSink | undefined
}

/** One try of a job that has ended: for metrics. */
export interface JobTry {
  readonly job: JobName
  readonly seconds: number
  /** Null when it did what it was to do. */
  readonly code: ErrorCode | null
}

/**
 * Runs one delivery of a job. The ledger decides whether there is anything to do: a queue may
 * deliver a job twice, or one that ended long ago.
 */
export async function runJob(options: RunJobOptions): Promise<Verdict> {
  const { name, id, ledger, logger, spans } = options
  const row = await ledger.find({ name, id })
  if (row === null) {
    logger.warn({ job: name, id }, "the queue delivered a job that the ledger does not know")
    return { kind: "done" }
  }
  if (row.status !== "open") return { kind: "done" }
  const span = beginTry(row, spans)
  return span.run(() => tryJob(options, row, span))
}

async function tryJob(options: RunJobOptions, row: LedgerRow, span: Span): Promise<Verdict> {
  const { name, id, ledger, logger, signal, clock, onTry } = options
  const beganMs = clock.monotonicMs()
  const ended = (code: ErrorCode | null): number => {
    const durationMs = clock.monotonicMs() - beganMs
    onTry({ job: name, seconds: durationMs / 1_000, code })
    span.end({ failure: code })
    return Math.round(durationMs * 10) / 10
  }
  try {
    const result = await deliver(options, row)
    // The effect is there: only the note of it may fail now, and running the job again costs more.
    await untilSettled(() => ledger.finish({ name, id, result }), options)
    const durationMs = ended(null)
    logger.info({ job: name, id, attempt: row.attempts + 1, durationMs }, "job done")
    return { kind: "done" }
  } catch (error) {
    // Given up on purpose: no fault of the job, and another process may have it already.
    if (signal.aborted) {
      span.end({ failure: "aborted" })
      return { kind: "later", delayMs: retryDelayMs(name, 1) }
    }
    const failure = toGirError(toDatabaseError(error))
    return await fail(options, { row, durationMs: ended(failure.code) }, failure)
  }
}

/** Late, and twice, when the faults say so: the second time as if nobody knew of the first. */
async function deliver(options: RunJobOptions, row: LedgerRow): Promise<unknown> {
  const { name, id, faults, signal } = options
  const slow = faults.fires("queue.slow-delivery", `${name} ${id}`)
  if (slow !== null) await delay(slow.delayMs, undefined, { signal })
  const result = await callHandler(options, row)
  const isTwice = faults.fires("queue.duplicate-delivery", `${name} ${id}`) !== null
  return isTwice ? callHandler(options, row) : result
}

async function callHandler(options: RunJobOptions, row: LedgerRow): Promise<unknown> {
  const { name, id, handler, signal } = options
  const { payload, result } = JOB_TABLE[name]
  const checked = checkOwn("ERR_QUEUE_PAYLOAD_INVALID", () =>
    validate(payload, row.payload, `job ${name} ${id}`),
  )
  const answer = await handler(checked as never, { id, attempt: row.attempts + 1, signal })
  return checkOwn("ERR_QUEUE_RESULT_INVALID", () =>
    validate(result, answer, `result of job ${name} ${id}`),
  )
}

/** A schema that our own data does not fit is no bad request of anybody. */
function checkOwn<T>(
  code: "ERR_QUEUE_PAYLOAD_INVALID" | "ERR_QUEUE_RESULT_INVALID",
  check: () => T,
): T {
  try {
    return check()
  } catch (error) {
    const { message, where, fields } = toGirError(error)
    throw new GirError(code, message, { cause: error, fields, ...(where ? { where } : {}) })
  }
}

interface FailedTry {
  readonly row: LedgerRow
  readonly durationMs: number
}

async function fail(
  options: RunJobOptions,
  { row, durationMs }: FailedTry,
  error: GirError,
): Promise<Verdict> {
  const { name, id, ledger, logger } = options
  const attempt = row.attempts + 1
  const delayMs = askedDelayMs(error) ?? retryDelayMs(name, attempt)
  const isLast = attempt >= JOB_TABLE[name].attempts
  const next = !error.retryable ? "failed" : isLast ? "resting" : "open"
  const offerInMs = next === "resting" ? REST_MS : delayMs + OFFER_GRACE_MS
  const fault = { name, id, code: error.code, message: error.message, next, offerInMs } as const
  await untilSettled(() => ledger.recordFault(fault), options)
  const { code, message: reason } = error
  const fields = { job: name, id, attempt, durationMs, code, reason, next }
  if (next === "open") logger.info(fields, "job failed and is tried again")
  else logger.error({ ...fields, cause: causeOf(error) }, "job failed")
  return next === "open" ? { kind: "later", delayMs } : { kind: "failed", code: error.code }
}

/** @returns how soon a handler wants its job tried by another process; null when it does not say. */
function askedDelayMs({ fields }: GirError): number | null {
  const asked = fields["retryInMs"]
  return typeof asked === "number" ? asked : null
}

function causeOf(error: GirError): string | undefined {
  return error.code === "ERR_INTERNAL" && error.cause instanceof Error
    ? error.cause.stack
    : undefined
}

/** The database may restart while a job runs: its end is written down when it is back. */
async function untilSettled(write: () => Promise<void>, options: RunJobOptions): Promise<void> {
  const { signal } = options
  let delayMs = SETTLE_DELAY_MS
  for (;;) {
    try {
      return await write()
    } catch (error) {
      if (!isGirError(error) || !error.retryable) throw error
      await delay(delayMs, undefined, { signal })
      delayMs = Math.min(delayMs * 2, SETTLE_DELAY_MAX_MS)
    }
  }
}

import { UnrecoverableError, type Job } from "bullmq"
import type { JobTaker, TakeJobsOptions } from "../job-queue.ts"
import { retryDelayMs } from "../retry-delay.ts"
import type { BullConnection, BullWorker, BullWorkerOptions } from "./bull-connection.ts"

/** A process may be killed this often over one job before the job itself is suspected. */
const STALLED_MAX = 25
/** An idle worker looks again, should a notification have been lost. */
const IDLE_POLL_SECONDS = 2
const CONNECTION_RETRY_MS = 1_000
const STALLED_OUT = "stalled more than allowable limit"

/** Tells BullMQ's backoff how long to wait. */
class TryLater extends Error {
  override readonly name = "TryLater"
  readonly delayMs: number
  constructor(delayMs: number) {
    super("tried again later")
    this.delayMs = delayMs
  }
}

export interface BullmqTakerOptions extends TakeJobsOptions {
  readonly connection: BullConnection
  /** Renewed every third of it; a killed process's job runs elsewhere after this and two checks. */
  readonly lockMs: number
  readonly onError: (error: Error) => void
}

/** @throws when the queue is away, or not yet prepared: to be tried again. */
export async function bullmqTaker(options: BullmqTakerOptions): Promise<JobTaker> {
  const { connection, name, onError } = options
  const processor = async (job: Job, _token?: string, signal?: AbortSignal) =>
    deliver(options, String(job.id), signal ?? new AbortController().signal)
  const worker = await connection.newWorker({ name, processor, options: workerOptions(options) })
  worker.on("error", onError)
  worker.on("lockRenewalFailed", (ids: string[]) => {
    for (const id of ids) worker.cancelJob(id, "the job's lock is lost")
  })
  worker.on("failed", (job: Job | undefined, error: Error) => {
    if (job?.id && error.message.includes(STALLED_OUT)) options.onStalledOut(job.id)
  })
  await ready(worker)
  worker.run().catch(onError)
  return {
    close: () => worker.close(),
    abort: (reason) => worker.cancelAllJobs(reason.message),
  }
}

/** BullMQ remembers a first contact that failed and then spins: such a worker is thrown away. */
async function ready(worker: BullWorker): Promise<void> {
  try {
    await worker.waitUntilReady()
  } catch (error) {
    await worker.close().catch(() => undefined)
    throw error
  }
}

function workerOptions(options: BullmqTakerOptions): BullWorkerOptions {
  return {
    autorun: false,
    concurrency: options.concurrency,
    lockDuration: options.lockMs,
    lockRenewTime: options.lockMs / 3,
    stalledInterval: options.lockMs / 4,
    maxStalledCount: STALLED_MAX,
    drainDelay: IDLE_POLL_SECONDS,
    runRetryDelay: CONNECTION_RETRY_MS,
    settings: {
      backoffStrategy: (attemptsMade, _type, error) =>
        error instanceof TryLater ? error.delayMs : retryDelayMs(options.name, attemptsMade),
    },
  }
}

/**
 * Turns the verdict into what BullMQ understands: a result, a last failure, or one to try again.
 */
async function deliver(
  options: BullmqTakerOptions,
  id: string,
  signal: AbortSignal,
): Promise<null> {
  const verdict = await options.run(id, signal)
  if (verdict.kind === "failed") throw new UnrecoverableError(verdict.code)
  if (verdict.kind === "later") throw new TryLater(verdict.delayMs)
  return null
}

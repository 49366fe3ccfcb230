import { setTimeout as delay } from "node:timers/promises"
import { JOB_TABLE, type JobName } from "@gir/contracts"
import { oncePerInterval, type QuietLog } from "@gir/database"
import { GirError, toGirError } from "@gir/errors"
import { portsOf, type JobPorts } from "./create-jobs.ts"
import type { JobTaker } from "./job-queue.ts"
import type { Jobs } from "./jobs.ts"
import { runJob, type JobTry } from "./run-job.ts"
import { sweep } from "./sweep.ts"
import type { JobHandler, JobHandlers } from "./job-handler.ts"

const SWEEP_MS = 2_000
const FIRST_DELAY_MS = 100
const MAX_DELAY_MS = 2_000
/** After an abort the handlers get this long to notice it. */
const ABORT_GRACE_MS = 5_000

export interface DefineWorkersOptions {
  readonly jobs: Jobs
  /**
   * One handler per job name. What it throws decides what comes next: a GirError with
   * `retryable: true` is tried again after a growing delay, any other error fails the job for good.
   */
  readonly handlers: JobHandlers
  /** Jobs of each name that run at the same time in this process. */
  readonly concurrency: number
  /** Told of each try that ended, for metrics. */
  readonly onTry?: (ended: JobTry) => void
}

export interface Workers {
  /** Begins to take jobs; returns at once, and waits in the background for whatever is away. */
  start(): void
  /**
   * Takes no new jobs and resolves when the running ones have ended. May be called twice.
   *
   * @param options.graceMs after which the signals of running jobs are aborted, so that another
   * worker does them again; default 8 s, within the 10 s that a supervisor waits before it kills.
   */
  close(options?: { readonly graceMs?: number }): Promise<void>
}

const DEFAULT_GRACE_MS = 8_000

const claimed = new WeakMap<Jobs, Set<JobName>>()

/**
 * Binds handlers to the jobs that they take.
 *
 * @throws ERR_QUEUE_HANDLER when there is no handler, one for an unknown job, or a second one for a
 * job that other workers of this process take.
 */
export function defineWorkers(options: DefineWorkersOptions): Workers {
  const names = claim(options)
  const ports = portsOf(options.jobs)
  const quietLog = oncePerInterval(ports)
  const stopping = new AbortController()
  const takers: JobTaker[] = []
  const background: Promise<void>[] = []
  const bringUp = async (name: JobName) => {
    const taker = await takeWhenThere({
      ...options,
      name,
      ports,
      quietLog,
      signal: stopping.signal,
    })
    if (stopping.signal.aborted) await taker?.close()
    else if (taker) takers.push(taker)
  }
  let closing: Promise<void> | null = null
  return {
    start() {
      if (background.length > 0 || closing) return
      background.push(...names.map(bringUp))
      background.push(sweepRegularly({ names, ports, quietLog, signal: stopping.signal }))
    },
    close({ graceMs = DEFAULT_GRACE_MS } = {}) {
      stopping.abort()
      closing ??= Promise.all([closeTakers(takers, graceMs), ...background])
        .then(() => undefined)
        .finally(() => names.forEach((name) => claimed.get(options.jobs)?.delete(name)))
      return closing
    },
  }
}

function claim(options: DefineWorkersOptions): readonly JobName[] {
  const taken = claimed.get(options.jobs) ?? new Set<JobName>()
  claimed.set(options.jobs, taken)
  const entries = Object.entries(options.handlers)
  if (entries.length === 0) throw new GirError("ERR_QUEUE_HANDLER", "there is no handler at all")
  for (const [name, handler] of entries) {
    if (!Object.hasOwn(JOB_TABLE, name)) throw handlerError(name, "is no job")
    if (typeof handler !== "function") throw handlerError(name, "has no handler")
    if (taken.has(name as JobName)) throw handlerError(name, "has two handlers")
  }
  const names = entries.map(([name]) => name as JobName)
  names.forEach((name) => taken.add(name))
  return names
}

function handlerError(name: string, reason: string): GirError {
  return new GirError("ERR_QUEUE_HANDLER", `${name} ${reason}`, { where: `job ${name}` })
}

interface Background {
  readonly ports: JobPorts
  readonly quietLog: QuietLog
  readonly signal: AbortSignal
}

/** @returns `null` when the workers were closed before the queue came. */
async function takeWhenThere(
  options: DefineWorkersOptions & Background & { readonly name: JobName },
): Promise<JobTaker | null> {
  const { ports, quietLog, name, signal } = options
  for (
    let delayMs = FIRST_DELAY_MS;
    !signal.aborted;
    delayMs = Math.min(delayMs * 2, MAX_DELAY_MS)
  ) {
    try {
      return await take(options)
    } catch (error) {
      const { code, message } = toGirError(error)
      quietLog.say(`take ${name}`, (leftOut) =>
        ports.logger.warn({ job: name, code, reason: message, leftOut }, "waiting for the queue"),
      )
    }
    await delay(delayMs, undefined, { signal }).catch(() => undefined)
  }
  return null
}

function take(options: DefineWorkersOptions & Background & { name: JobName }): Promise<JobTaker> {
  const { ports, name, concurrency, handlers, onTry = () => undefined } = options
  const handler = handlers[name] as JobHandler<JobName>
  return ports.queue.takeJobs({
    name,
    concurrency,
    run: (id, signal) => runJob({ ...ports, name, id, handler, signal, onTry }),
    onStalledOut: (id) => void recordStalledOut({ ...options, id }),
  })
}

async function recordStalledOut(
  options: Background & { readonly name: JobName; readonly id: string },
): Promise<void> {
  const { ports, name, id } = options
  const message = "every process that ran this job died"
  const fault = {
    name,
    id,
    code: "ERR_QUEUE_STALLED",
    message,
    next: "failed",
    offerInMs: 0,
  } as const
  try {
    await ports.ledger.recordFault(fault)
    ports.logger.error({ job: name, id, code: fault.code, reason: message }, "job failed")
  } catch {
    // The ledger is away: the sweep offers the job again, and it comes here once more.
  }
}

async function sweepRegularly(
  options: Background & { readonly names: readonly JobName[] },
): Promise<void> {
  const { names, ports, quietLog, signal } = options
  while (!signal.aborted) {
    for (const name of names) {
      try {
        const offered = await sweep(name, ports)
        if (offered > 0) ports.logger.info({ job: name, offered }, "jobs were offered again")
      } catch (error) {
        const { code, message } = toGirError(error)
        quietLog.say("sweep", (leftOut) =>
          ports.logger.warn({ code, reason: message, leftOut }, "the job ledger was not swept"),
        )
      }
    }
    await delay(SWEEP_MS, undefined, { signal }).catch(() => undefined)
  }
}

async function closeTakers(takers: readonly JobTaker[], graceMs: number): Promise<void> {
  const closed = Promise.all(takers.map((taker) => taker.close()))
  if (graceMs === Infinity) return void (await closed)
  if (await endsWithin(closed, graceMs)) return
  const reason = new GirError("ERR_QUEUE_UNAVAILABLE", "the process ends before the job does")
  takers.forEach((taker) => taker.abort(reason))
  await endsWithin(closed, ABORT_GRACE_MS)
}

async function endsWithin(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  const limit = new AbortController()
  const isInTime = await Promise.race([
    work.then(() => true),
    delay(limitMs, false, { signal: limit.signal }),
  ])
  limit.abort()
  return isInTime
}

import { JOB_TABLE, type JobName, type JobResult } from "@gir/contracts"
import { GirError, isErrorCode } from "@gir/errors"
import type { JobKey, JobLedger, LedgerRow } from "./job-ledger.ts"
import type { JobOutcome, WaitOptions } from "./jobs.ts"

const POLL_MS = 100
/** One statement asks for this many jobs. */
const BATCH_MAX = 1_000

interface Waiting extends JobKey {
  readonly settle: (row: LedgerRow) => void
}

/** Waits for the end of many jobs with one statement per poll, however many wait. */
export interface OutcomeWaiter {
  wait<N extends JobName>(job: JobKey & { name: N }, options: WaitOptions): Promise<JobOutcome<N>>
  close(): void
}

/** Polls the ledger, because a LISTEN ends with its connection, unnoticed. */
export function outcomeWaiter(ledger: JobLedger): OutcomeWaiter {
  const waiting = new Set<Waiting>()
  const closing = new AbortController()
  let isPolling = false
  const poll = async () => {
    // A database that is away does not end the wait: whoever waits has a time limit.
    await settleEnded(ledger, waiting).catch(() => undefined)
    isPolling = waiting.size > 0
    if (isPolling) setTimeout(() => void poll(), POLL_MS)
  }
  const startPolling = () => {
    if (!isPolling) setTimeout(() => void poll(), 0)
    isPolling = true
  }
  return {
    async wait<N extends JobName>(job: JobKey & { name: N }, options: WaitOptions) {
      const signals = options.signal ? [closing.signal, options.signal] : [closing.signal]
      const ended = waitForEnd(waiting, { ...job, ...options, signal: AbortSignal.any(signals) })
      startPolling()
      return toOutcome(job.name, (await ended) ?? (await lastLook(ledger, job, options)))
    },
    close: () => closing.abort(new GirError("ERR_QUEUE_UNAVAILABLE", "the jobs were closed")),
  }
}

/** @returns `null` when the time is up. */
function waitForEnd(
  waiting: Set<Waiting>,
  job: JobKey & { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<LedgerRow | null> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      waiting.delete(entry)
      clearTimeout(limit)
      job.signal.removeEventListener("abort", onAbort)
      settle()
    }
    const onAbort = () => end(() => reject(job.signal.reason as Error))
    const entry: Waiting = { name: job.name, id: job.id, settle: (row) => end(() => resolve(row)) }
    const limit = setTimeout(() => end(() => resolve(null)), job.timeoutMs)
    waiting.add(entry)
    if (job.signal.aborted) onAbort()
    else job.signal.addEventListener("abort", onAbort, { once: true })
  })
}

async function settleEnded(ledger: JobLedger, waiting: ReadonlySet<Waiting>): Promise<void> {
  const all = [...waiting]
  for (let start = 0; start < all.length; start += BATCH_MAX) {
    const batch = all.slice(start, start + BATCH_MAX)
    const rows = await ledger.findEnded(batch)
    const ended = new Map(rows.map((row) => [`${row.name} ${row.id}`, row]))
    for (const entry of batch) {
      const row = ended.get(`${entry.name} ${entry.id}`)
      if (row) entry.settle(row)
    }
  }
}

/** The time is up: the job has ended meanwhile, or the error tells how far it came. */
async function lastLook(ledger: JobLedger, job: JobKey, options: WaitOptions): Promise<LedgerRow> {
  const row = await ledger.find(job)
  if (row !== null && row.status !== "open") return row
  const state = row === null ? "was never added" : `is open after ${options.timeoutMs} ms`
  const lastFault = row?.code ? `; last fault ${row.code}: ${row.message}` : ""
  throw new GirError("ERR_QUEUE_WAIT_TIMEOUT", `job ${job.name} ${state}${lastFault}`, {
    where: `job ${job.name} ${job.id}`,
    fields: { attempts: row?.attempts, lastCode: row?.code, lastMessage: row?.message },
  })
}

/** @param row of a job that is not open. */
export function toOutcome<N extends JobName>(name: N, row: LedgerRow): JobOutcome<N> {
  if (row.status === "done") {
    return { status: "done", result: row.result as JobResult<N> }
  }
  const code = isErrorCode(row.code ?? "") ? row.code : "ERR_INTERNAL"
  return {
    status: "failed",
    code: code as Extract<JobOutcome<N>, { status: "failed" }>["code"],
    message: row.message ?? `job ${name} failed after ${JOB_TABLE[name].attempts} tries`,
    willRetry: row.willRetry,
  }
}

import { JOB_NAMES, JOB_TABLE, validate, type JobName, type JobPayload } from "@gir/contracts"
import { oncePerInterval, type DatabaseLogger, type QuietLog } from "@gir/database"
import { GirError, toGirError } from "@gir/errors"
import type { Clock, Faults } from "@gir/sim"
import { traceHeaders, type SpanSink } from "@gir/trace"
import type { JobKey, JobLedger } from "./job-ledger.ts"
import type { JobQueue } from "./job-queue.ts"
import { sendInSpan } from "./job-spans.ts"
import type { JobCounts, Jobs } from "./jobs.ts"
import { outcomeWaiter, toOutcome } from "./outcome-waiter.ts"

/** What jobs and workers are made of; the rest of the product sees only {@link Jobs}. */
export interface JobPorts {
  readonly ledger: JobLedger
  readonly queue: JobQueue
  readonly logger: DatabaseLogger
  readonly clock: Clock
  readonly faults: Faults
  /** Takes the spans of jobs that are added and tried. */
  readonly spans?: SpanSink | undefined
}

const portsOfJobs = new WeakMap<Jobs, JobPorts>()

/** @throws ERR_QUEUE_HANDLER for an object that this package did not make. */
export function portsOf(jobs: Jobs): JobPorts {
  const ports = portsOfJobs.get(jobs)
  if (ports) return ports
  throw new GirError("ERR_QUEUE_HANDLER", "workers need the jobs that openJobs made")
}

/** @returns who takes the spans of these jobs, if anybody does. */
export function spansOf(jobs: Jobs): SpanSink | undefined {
  return portsOfJobs.get(jobs)?.spans
}

/** The same jobs over any ledger and any queue. */
export function createJobs(ports: JobPorts): Jobs {
  const { ledger, queue } = ports
  const waiter = outcomeWaiter(ledger)
  const quietLog = oncePerInterval(ports)
  const jobs: Jobs = {
    add: (name, payload) => add(ports, quietLog, { name, payload }),
    async payload<N extends JobName>(name: N, id: string) {
      return ((await ledger.find({ name, id }))?.payload ?? null) as JobPayload<N> | null
    },
    async outcome(name, id) {
      const row = await ledger.find({ name, id })
      return row === null || row.status === "open" ? null : toOutcome(name, row)
    },
    waitFor: (name, id, options) => waiter.wait({ name, id }, options),
    retry: (name, id) => retry(ports, quietLog, { name, id }),
    retryAll: (name) => retryAll(ports, quietLog, name),
    failures: () => ledger.failures(),
    async endedSince(name, span) {
      const rows = await ledger.endedSince(name, span)
      return rows.map((row) => ({
        id: row.id,
        endedAt: row.endedAt,
        outcome: toOutcome(name, row),
      }))
    },
    counts: () => counts(ports),
    async check() {
      await ledger.survey("record-call")
      return { backend: queue.backend, warnings: await queue.check() }
    },
    async close() {
      waiter.close()
      await queue.close()
    },
  }
  portsOfJobs.set(jobs, ports)
  return jobs
}

async function add<N extends JobName>(
  ports: JobPorts,
  quietLog: QuietLog,
  job: { readonly name: N; readonly payload: JobPayload<N> },
): Promise<{ id: string; isNew: boolean }> {
  const { name } = job
  const payload: unknown = validate(JOB_TABLE[name].payload, job.payload, `job ${name}`)
  const idOf = JOB_TABLE[name].idOf as (payload: unknown) => string
  const id = idOf(payload)
  return sendInSpan({ name, id }, ports.spans, async () => {
    const isNew = await ports.ledger.insert({ name, id, payload, ...traceHeaders() })
    if (isNew) await offer(ports, quietLog, { name, ids: [id] })
    return { id, isNew }
  })
}

async function retry(ports: JobPorts, quietLog: QuietLog, job: JobKey): Promise<boolean> {
  const isReopened = await ports.ledger.reopen(job)
  if (isReopened) {
    await offer(ports, quietLog, { name: job.name, ids: [job.id] })
    return true
  }
  if ((await ports.ledger.find(job)) !== null) return false
  throw new GirError("ERR_QUEUE_JOB_UNKNOWN", `there is no job ${job.name} ${job.id}`)
}

async function retryAll(ports: JobPorts, quietLog: QuietLog, name: JobName): Promise<number> {
  const ids = await ports.ledger.reopenAll(name)
  if (ids.length > 0) await offer(ports, quietLog, { name, ids })
  return ids.length
}

interface Offered {
  readonly name: JobName
  readonly ids: readonly string[]
}

/** The job is acknowledged already: what fails here costs time until a sweep, and nothing else. */
async function offer(ports: JobPorts, quietLog: QuietLog, offered: Offered): Promise<void> {
  const { name, ids } = offered
  try {
    await ports.queue.offer(name, ids)
  } catch (error) {
    const { code, message } = toGirError(error)
    quietLog.say("offer", (leftOut) =>
      ports.logger.warn(
        { code, reason: message, leftOut },
        "the queue is away; jobs wait in the ledger",
      ),
    )
  }
}

async function counts(ports: JobPorts): Promise<Record<JobName, JobCounts>> {
  const failed = await ports.ledger.countFailed()
  const entries = await Promise.all(
    JOB_NAMES.map(async (name) => {
      const inQueue = await ports.queue.counts(name)
      return [name, { ...inQueue, failed: failed.get(name) ?? 0 }] as const
    }),
  )
  return Object.fromEntries(entries) as Record<JobName, JobCounts>
}

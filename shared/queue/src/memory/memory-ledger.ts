import type { JobName } from "@gir/contracts"
import type { Clock } from "@gir/sim"
import type {
  EndedRow,
  Fault,
  JobFailures,
  JobKey,
  JobLedger,
  LedgerRow,
  NewJob,
} from "../job-ledger.ts"

const GRACE_MS = 5_000

interface MemoryRow extends LedgerRow {
  readonly offerAtMs: number
  readonly finishes: number
  readonly endedAt: Date | null
}

export interface MemoryLedgerOptions {
  readonly clock: Clock
  /** Loses the note of the first success, as a process does that dies just before it writes it. */
  readonly losesFirstFinish: boolean
}

/** The ledger in a map. Values pass through JSON, as they do in the table. */
export function memoryLedger(options: MemoryLedgerOptions): JobLedger {
  const { clock, losesFirstFinish } = options
  const rows = new Map<string, MemoryRow>()
  const keyOf = ({ name, id }: JobKey) => `${name} ${id}`
  const ofName = (name: JobName) => [...rows.values()].filter((row) => row.name === name)
  const isDue = (row: MemoryRow) => row.offerAtMs <= clock.monotonicMs()
  const change = (row: MemoryRow | undefined, changes: Partial<MemoryRow>) => {
    if (row) rows.set(keyOf(row), { ...row, ...changes })
  }
  return {
    async insert(job) {
      if (rows.has(keyOf(job))) return false
      rows.set(keyOf(job), newRow(job, clock.monotonicMs() + GRACE_MS))
      return true
    },
    find: async (job) => rows.get(keyOf(job)) ?? null,
    async findEnded(jobs) {
      const found = jobs.flatMap((job) => rows.get(keyOf(job)) ?? [])
      return found.filter((row) => row.status !== "open")
    },
    async finish(job) {
      const row = rows.get(keyOf(job))
      const finishes = (row?.finishes ?? 0) + 1
      if (losesFirstFinish && finishes === 1) return change(row, { finishes })
      const result = throughJson(job.result)
      change(row, { ...ended("done"), result, finishes, endedAt: clock.now() })
    },
    async recordFault(fault) {
      const row = rows.get(keyOf(fault))
      if (row?.status === "open") change(row, faultOf(row, fault, clock))
    },
    async reopen(job) {
      const row = rows.get(keyOf(job))
      if (row?.status !== "failed") return false
      change(row, REOPENED)
      return true
    },
    async reopenAll(name) {
      const failed = ofName(name).filter((row) => row.status === "failed")
      for (const row of failed) change(row, REOPENED)
      return failed.map(({ id }) => id)
    },
    async endedSince(name, { since, limit }) {
      const found = ofName(name)
        .filter(isEnded)
        .filter(({ endedAt }) => endedAt >= since)
      return found.toSorted((a, b) => +a.endedAt - +b.endedAt).slice(0, limit)
    },
    failures: async () => failuresOf([...rows.values()]),
    async survey(name) {
      const open = ofName(name).filter((row) => row.status === "open")
      const resting = ofName(name).filter((row) => row.willRetry)
      const due = { isOpenDue: open.some(isDue), isRestingDue: resting.some(isDue) }
      return { open: open.length, ...due }
    },
    async claimDue(name, limit) {
      const claimable = ofName(name).filter((row) => row.status === "open" || row.willRetry)
      const due = claimable.filter(isDue).slice(0, limit)
      for (const row of due) change(row, reopened(row, clock.monotonicMs() + GRACE_MS))
      return due.map(({ id }) => id)
    },
    async countFailed() {
      const names = [...rows.values()].map(({ name }) => name)
      const failed = (name: JobName) => ofName(name).filter((row) => row.status === "failed").length
      return new Map(names.map((name) => [name, failed(name)]))
    },
  }
}

const REOPENED = { status: "open", attempts: 0, willRetry: false, endedAt: null } as const

function isEnded(row: MemoryRow): row is MemoryRow & EndedRow {
  return row.endedAt !== null
}

/** Everything runs in one process here, so no failure names one. */
function failuresOf(rows: readonly MemoryRow[]): JobFailures[] {
  const failed = rows.filter(({ status }) => status === "failed").filter(isEnded)
  const alike = new Map<string, (MemoryRow & EndedRow)[]>()
  for (const row of failed) {
    const key = `${row.name} ${row.code}`
    alike.set(key, [...(alike.get(key) ?? []), row])
  }
  return [...alike.values()]
    .map((group) => {
      const [last] = group.toSorted((a, b) => +b.endedAt - +a.endedAt) as [MemoryRow & EndedRow]
      const resting = group.filter(({ willRetry }) => willRetry).length
      const { name, code, message, endedAt: lastAt } = last
      const said = { code: code ?? "", lastMessage: message ?? "", node: null }
      return { name, ...said, count: group.length, resting, lastAt }
    })
    .toSorted((a, b) => +b.lastAt - +a.lastAt)
}

function newRow(job: NewJob, offerAtMs: number): MemoryRow {
  const { name, id, traceparent = null } = job
  const payload = throughJson(job.payload)
  const empty = { attempts: 0, result: null, code: null, message: null, willRetry: false }
  return {
    name,
    id,
    payload,
    traceparent,
    status: "open",
    ...empty,
    offerAtMs,
    finishes: 0,
    endedAt: null,
  }
}

function ended(status: "done" | "failed") {
  return { status, code: null, message: null, willRetry: false }
}

function faultOf(row: MemoryRow, fault: Fault, clock: Clock): Partial<MemoryRow> {
  return {
    status: fault.next === "open" ? "open" : "failed",
    attempts: row.attempts + 1,
    code: fault.code,
    message: fault.message,
    willRetry: fault.next === "resting",
    offerAtMs: clock.monotonicMs() + fault.offerInMs,
    endedAt: fault.next === "open" ? null : clock.now(),
  }
}

function reopened(row: MemoryRow, offerAtMs: number): Partial<MemoryRow> {
  const attempts = row.status === "failed" ? 0 : row.attempts
  return { status: "open", willRetry: false, attempts, offerAtMs, endedAt: null }
}

function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

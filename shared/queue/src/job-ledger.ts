import type { JobName } from "@gir/contracts"

/** One job in the ledger. */
export interface LedgerRow {
  readonly name: JobName
  readonly id: string
  readonly payload: unknown
  /** Of the span that added the job; no part of what the job is. Null when there was none. */
  readonly traceparent: string | null
  readonly status: "open" | "done" | "failed"
  /** Tries that failed since the job was added or retried. */
  readonly attempts: number
  readonly result: unknown
  readonly code: string | null
  readonly message: string | null
  readonly willRetry: boolean
}

export interface JobKey {
  readonly name: JobName
  readonly id: string
}

export interface NewJob extends JobKey {
  readonly payload: unknown
  readonly traceparent?: string | undefined
}

export interface Fault extends JobKey {
  readonly code: string
  readonly message: string
  /**
   * `open`: it is tried again by the queue. `resting`: by the sweep, later. `failed`: not at all.
   */
  readonly next: "open" | "resting" | "failed"
  /** When the sweep may look at the job next, from now. */
  readonly offerInMs: number
}

export interface EndedSpan {
  readonly since: Date
  readonly limit: number
}

export interface EndedRow extends LedgerRow {
  readonly endedAt: Date
}

/** Failed jobs of one name that failed alike. */
export interface JobFailures {
  readonly name: JobName
  readonly code: string
  /** The process that had the last fault; null when it is not known. */
  readonly node: string | null
  readonly count: number
  /** Those of them that only rest, and are offered again by themselves. */
  readonly resting: number
  readonly lastAt: Date
  readonly lastMessage: string
}

/** What the sweep asks first. */
export interface LedgerSurvey {
  readonly open: number
  /** An open job was offered so long ago that the queue must have it, or has lost it. */
  readonly isOpenDue: boolean
  /** A job has rested long enough. */
  readonly isRestingDue: boolean
}

/**
 * The record of every job and the acknowledgement of each: what it says outlives every queue. All
 * methods may be repeated; all throw ERR_DATABASE_UNAVAILABLE.
 */
export interface JobLedger {
  /** @returns false when the job is known already. */
  insert(job: NewJob): Promise<boolean>
  /** @returns `null` when the job is unknown. */
  find(job: JobKey): Promise<LedgerRow | null>
  /** The ended ones among these jobs. */
  findEnded(jobs: readonly JobKey[]): Promise<readonly LedgerRow[]>
  finish(job: JobKey & { result: unknown }): Promise<void>
  /** Counts one failed try; does nothing to a job that is not open. */
  recordFault(fault: Fault): Promise<void>
  /** @returns false when the job has not failed. */
  reopen(job: JobKey): Promise<boolean>
  survey(name: JobName): Promise<LedgerSurvey>
  /** Marks up to `limit` due jobs as offered now, and open; no other process gets the same ones. */
  claimDue(name: JobName, limit: number): Promise<readonly string[]>
  /** @returns the ids of all failed jobs of this name, which are open from now on. */
  reopenAll(name: JobName): Promise<readonly string[]>
  /** What ended at `since` or later, oldest first, up to `limit`. */
  endedSince(name: JobName, span: EndedSpan): Promise<readonly EndedRow[]>
  /** Failed jobs by name, code and node; the latest first. */
  failures(): Promise<readonly JobFailures[]>
  /** Failed jobs, per name. */
  countFailed(): Promise<ReadonlyMap<JobName, number>>
}

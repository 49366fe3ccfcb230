import type { JobName, JobPayload, JobResult } from "@gir/contracts"
import type { ErrorCode } from "@gir/errors"
import type { EndedSpan, JobFailures } from "./job-ledger.ts"

/** How a job ended, as the job ledger keeps it. */
export type JobOutcome<N extends JobName> =
  | { readonly status: "done"; readonly result: JobResult<N> }
  | {
      readonly status: "failed"
      readonly code: ErrorCode
      readonly message: string
      /** True while the job only rests: its fault was transient, and it is offered again later. */
      readonly willRetry: boolean
    }

export interface JobCounts {
  readonly waiting: number
  readonly active: number
  readonly delayed: number
  /** Failed for good, or resting after a transient fault; counted in the ledger. */
  readonly failed: number
}

/** A job that is over, or rests. */
export interface EndedJob<N extends JobName> {
  readonly id: string
  readonly endedAt: Date
  readonly outcome: JobOutcome<N>
}

export interface WaitOptions {
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/** The jobs of the product. One per process; safe to share between all its parts. */
export interface Jobs {
  /**
   * Writes the job to the ledger, which is the acknowledgement, then offers it to the queue. With
   * the queue away it still resolves: a worker's sweep offers the job later.
   *
   * @returns the job's id, and false in `isNew` when the same job was added before (even if it is
   * done or failed): it is not run again.
   * @throws ERR_BAD_REQUEST when the payload does not fit, ERR_DATABASE_UNAVAILABLE.
   */
  add<N extends JobName>(name: N, payload: JobPayload<N>): Promise<{ id: string; isNew: boolean }>
  /** @returns what was added under this id, or `null` when nothing was. */
  payload<N extends JobName>(name: N, id: string): Promise<JobPayload<N> | null>
  /** @returns how the job ended, or `null` while it is open or when it is unknown. */
  outcome<N extends JobName>(name: N, id: string): Promise<JobOutcome<N> | null>
  /**
   * Waits until the job is done or failed. May be called before the job is added.
   *
   * @throws ERR_QUEUE_WAIT_TIMEOUT; `fields.lastCode` and `fields.lastMessage` tell the last fault
   * of a job that is still tried. ERR_DATABASE_UNAVAILABLE when the ledger was away to the end.
   */
  waitFor<N extends JobName>(name: N, id: string, options: WaitOptions): Promise<JobOutcome<N>>
  /**
   * Offers a failed job again, with all its attempts.
   *
   * @returns false when the job is open or done.
   * @throws ERR_QUEUE_JOB_UNKNOWN.
   */
  retry(name: JobName, id: string): Promise<boolean>
  /**
   * Offers all failed jobs of one name again.
   *
   * @returns how many there were.
   */
  retryAll(name: JobName): Promise<number>
  /** What failed and was not retried, by name, code and process; the latest first. */
  failures(): Promise<readonly JobFailures[]>
  /** What ended at `since` or later, oldest first, up to `limit`. */
  endedSince<N extends JobName>(name: N, span: EndedSpan): Promise<readonly EndedJob<N>[]>
  /** @throws ERR_DATABASE_UNAVAILABLE, ERR_QUEUE_UNAVAILABLE. */
  counts(): Promise<Record<JobName, JobCounts>>
  /**
   * For readiness: proves that ledger and queue answer.
   *
   * @returns what runs but should not stay so, one sentence each (Redis without append-only file).
   * @throws ERR_DATABASE_UNAVAILABLE, ERR_QUEUE_UNAVAILABLE.
   */
  check(): Promise<{ readonly backend: string; readonly warnings: readonly string[] }>
  /** Close the workers first. May be called twice. */
  close(): Promise<void>
}

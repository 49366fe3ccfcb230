import type { JobName } from "@gir/contracts"

/** What the queue does with a job that was run. */
export type Verdict =
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly code: string }
  | { readonly kind: "later"; readonly delayMs: number }

export interface TakeJobsOptions {
  readonly name: JobName
  readonly concurrency: number
  /** Runs one job; a rejection counts as `later`. */
  readonly run: (id: string, signal: AbortSignal) => Promise<Verdict>
  /** The queue gave the job up, because the processes that ran it died again and again. */
  readonly onStalledOut: (id: string) => void
}

/** Takes jobs of one name until it is closed. */
export interface JobTaker {
  /** Takes no more jobs and resolves when the running ones have ended. */
  close(): Promise<void>
  /** Aborts the signals of the running jobs. */
  abort(reason: Error): void
}

/**
 * Hands out jobs: each at least once, and to one process at a time as a rule. It carries ids only;
 * the ledger holds the rest, so that nothing is lost with it.
 */
export interface JobQueue {
  readonly backend: "postgresql" | "redis" | "memory"
  /**
   * Makes these jobs waiting; an id that the queue holds already stays as it is.
   *
   * @throws ERR_QUEUE_UNAVAILABLE within a few seconds.
   */
  offer(name: JobName, ids: readonly string[]): Promise<void>
  /** @throws ERR_QUEUE_UNAVAILABLE within a few seconds. */
  counts(name: JobName): Promise<{ waiting: number; active: number; delayed: number }>
  /** @throws when the queue is away: to be tried again. */
  takeJobs(options: TakeJobsOptions): Promise<JobTaker>
  /** @returns warnings. @throws ERR_QUEUE_UNAVAILABLE. */
  check(): Promise<readonly string[]>
  close(): Promise<void>
}

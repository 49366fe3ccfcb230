import type { JobName, JobPayload, JobResult } from "@gir/contracts"

export interface JobContext {
  readonly id: string
  /** 1 for the first try. */
  readonly attempt: number
  /**
   * Aborted when the job must be given up: its lock is lost, or the process ends without waiting.
   */
  readonly signal: AbortSignal
}

/** Does the work of a job. Its effects must be idempotent: every job may be delivered again. */
export type JobHandler<N extends JobName> = (
  payload: JobPayload<N>,
  context: JobContext,
) => Promise<JobResult<N>>

export type JobHandlers = { readonly [N in JobName]?: JobHandler<N> }

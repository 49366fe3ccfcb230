/** One try of a job. */
export interface MuxRun {
  /** 1 for the first. */
  readonly attempt: number
  readonly signal: AbortSignal
}

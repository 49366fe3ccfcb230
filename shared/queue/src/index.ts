export { addTogether, type Together } from "./add-together.ts"
export {
  defineWorkers,
  type DefineWorkersOptions,
  type JobContext,
  type JobHandler,
  type JobHandlers,
  type Workers,
} from "./define-workers.ts"
export type { JobFailures } from "./job-ledger.ts"
export type { EndedJob, JobCounts, JobOutcome, Jobs, WaitOptions } from "./jobs.ts"
export { openMemoryJobs, type MemoryJobsOptions } from "./memory/open-memory-jobs.ts"
export { openJobs, type OpenJobsOptions } from "./open-jobs.ts"
export { prepareQueue, type PrepareQueueOptions } from "./prepare-queue.ts"

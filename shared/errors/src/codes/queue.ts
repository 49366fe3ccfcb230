import { defineCodes } from "../code-entry.ts"

export const QUEUE_CODES = defineCodes({
  ERR_QUEUE_UNAVAILABLE: {
    status: 503,
    blame: "dependency",
    retryable: true,
    why: "The queue does not answer; acknowledged jobs are safe in the job ledger.",
    next: "Start Redis, or correct GIR_REDIS_URL; waiting jobs resume by themselves",
  },
  ERR_QUEUE_NOT_DURABLE: {
    status: 503,
    blame: "caller",
    retryable: false,
    why: "Redis runs without an append-only file and forgets its queues when it dies.",
    next: "Start Redis with: redis-server --appendonly yes",
  },
  ERR_QUEUE_JOB_UNKNOWN: {
    status: 404,
    blame: "caller",
    retryable: false,
    why: "The job ledger holds no job with this name and id.",
    next: "Add the job first",
  },
  ERR_QUEUE_WAIT_TIMEOUT: {
    status: 504,
    blame: "dependency",
    retryable: true,
    why: "The job did not end within the time that the caller was ready to wait; it goes on.",
    next: "gir status shows the queues; wait longer, or look for the service that takes this job",
  },
  ERR_QUEUE_PAYLOAD_INVALID: {
    status: 500,
    blame: "bug",
    retryable: false,
    why: "A stored job does not fit the schema of its name; another release may have added it.",
    next: "Finish all jobs before changing the release",
  },
  ERR_QUEUE_RESULT_INVALID: {
    status: 500,
    blame: "bug",
    retryable: false,
    why: "A handler answered with a result that does not fit the schema of its job.",
    next: "Report it with the job's name and id",
  },
  ERR_QUEUE_STALLED: {
    status: 500,
    blame: "bug",
    retryable: false,
    why: "The process that ran this job died again and again, so that it is not tried any more.",
    next: "Look for the last log lines of the service that takes this job, then retry the job",
  },
  ERR_QUEUE_HANDLER: {
    status: 500,
    blame: "bug",
    retryable: false,
    why: "A job has no handler, or two of them claim the same job.",
    next: "Correct the handlers of this service",
  },
})

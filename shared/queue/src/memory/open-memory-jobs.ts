import type { DatabaseLogger } from "@gir/database"
import { noFaults, systemClock, type Clock, type Faults } from "@gir/sim"
import type { SpanSink } from "@gir/trace"
import { createJobs } from "../create-jobs.ts"
import type { Jobs } from "../jobs.ts"
import { memoryLedger } from "./memory-ledger.ts"
import { memoryQueue } from "./memory-queue.ts"

export interface MemoryJobsOptions {
  readonly logger?: DatabaseLogger
  readonly clock?: Clock
  readonly faults?: Faults
  readonly spans?: SpanSink
  /**
   * Default true: every job that succeeds is delivered once more, as after a crash between its
   * effect and the note of it. A handler that is not idempotent shows it in its first test.
   */
  readonly deliverTwice?: boolean
}

const silent: DatabaseLogger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

/**
 * Jobs without a server, for unit tests only: nothing outlives the process, and delays between
 * tries are left out. The logic is that of {@link openJobs}; ledger and queue are in memory.
 */
export function openMemoryJobs(options: MemoryJobsOptions = {}): Jobs {
  const { logger = silent, clock = systemClock, faults = noFaults, deliverTwice = true } = options
  return createJobs({
    ledger: memoryLedger({ clock, losesFirstFinish: deliverTwice }),
    queue: memoryQueue({ deliversTwice: deliverTwice }),
    logger,
    clock,
    faults,
    spans: options.spans,
  })
}

import type { JobName } from "@gir/contracts"
import { isGirError } from "@gir/errors"
import type { EndedJob, Jobs } from "@gir/queue"

/** Reads the job ledger on from where it was left. */
export interface EndedJobs {
  /** Hands out every job of that name that ended since the last look; some a second time. */
  read(name: JobName, settle: (job: EndedJob<JobName>) => void): Promise<void>
}

const PAGE = 2_000
/** A row is dated when its transaction begins, and seen when that has ended. */
const OVERLAP_MS = 2_000

/** @param startedAtMs milliseconds since 1970, by the ledger's clock. */
export function endedJobs(jobs: Jobs, startedAtMs: number): EndedJobs {
  const seenUntil = new Map<JobName, number>()
  return {
    read: async (name, settle) => {
      for (;;) {
        const fromMs = (seenUntil.get(name) ?? startedAtMs) - OVERLAP_MS
        const since = new Date(fromMs)
        const rows = await jobs.endedSince(name, { since, limit: PAGE }).catch(nothingYet)
        for (const row of rows) settle(row)
        const lastMs = rows.at(-1)?.endedAt.getTime()
        if (lastMs === undefined || lastMs - OVERLAP_MS <= fromMs) return
        seenUntil.set(name, lastMs)
        if (rows.length < PAGE) return
      }
    },
  }
}

/** A database that is busy, or restarts, is part of what is measured: the next look sees more. */
function nothingYet(error: unknown): readonly never[] {
  if (isGirError(error) && error.retryable) return []
  throw error
}

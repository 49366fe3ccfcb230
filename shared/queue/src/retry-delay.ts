import { JOB_TABLE, type JobName } from "@gir/contracts"

/**
 * The wait before the next try: doubles from `backoffMs`, never above `maxBackoffMs`.
 *
 * @param failedTries at least 1.
 */
export function retryDelayMs(name: JobName, failedTries: number): number {
  const { backoffMs, maxBackoffMs } = JOB_TABLE[name]
  return Math.min(backoffMs * 2 ** Math.min(failedTries - 1, 30), maxBackoffMs)
}

import type { Alarm, JobName, QueueOverview, QueueState } from "@gir/contracts"
import { JOB_NAMES } from "@gir/contracts"
import type { JobFailures, Jobs } from "@gir/queue"

/** Their failures are verdicts on recordings, which the Recordings screen shows. */
const VERDICTS: JobName = "verify-playback"

/**
 * Queues and Alarms of the System screen. An alarm ends when its jobs are retried: the job ledger
 * is where both come from.
 *
 * @throws ERR_DATABASE_UNAVAILABLE, ERR_QUEUE_UNAVAILABLE
 */
export async function readQueues(jobs: Jobs): Promise<QueueOverview> {
  const [counts, failures] = await Promise.all([jobs.counts(), jobs.failures()])
  const queues = JOB_NAMES.map((name): QueueState => {
    const { waiting, active, delayed, failed } = counts[name]
    const resting = restingOf(name, failures)
    const retrying = delayed + resting
    // The two were asked one after the other: a job may have begun to rest between.
    return { name, waiting, active, retrying, failed: Math.max(0, failed - resting) }
  })
  return { queues, alarms: failures.filter(({ name }) => name !== VERDICTS).map(alarmOf) }
}

function restingOf(wanted: JobName, failures: readonly JobFailures[]): number {
  return failures
    .filter(({ name }) => name === wanted)
    .reduce((total, { resting }) => total + resting, 0)
}

function alarmOf({ name, code, node, count, lastAt, lastMessage }: JobFailures): Alarm {
  const at = lastAt.toISOString()
  return { code, node, queue: name, count, at, message: lastMessage }
}

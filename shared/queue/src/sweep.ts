import type { JobName } from "@gir/contracts"
import type { JobLedger } from "./job-ledger.ts"
import type { JobQueue } from "./job-queue.ts"

const CLAIM_LIMIT = 500

/**
 * Offers what the ledger holds and the queue does not: jobs added while the queue was away, all
 * jobs of a queue that was wiped, and jobs that have rested. Most sweeps end after one statement.
 *
 * @returns the number of jobs offered.
 */
export async function sweep(
  name: JobName,
  ports: { readonly ledger: JobLedger; readonly queue: JobQueue },
): Promise<number> {
  const { ledger, queue } = ports
  const { open, isOpenDue, isRestingDue } = await ledger.survey(name)
  if (!isOpenDue && !isRestingDue) return 0
  // With as many entries as open jobs nothing is lost: a long queue is not offered again and again.
  const { waiting, active, delayed } = await queue.counts(name)
  if (waiting + active + delayed >= open && !isRestingDue) return 0
  return offerDue(name, ports)
}

async function offerDue(
  name: JobName,
  ports: { readonly ledger: JobLedger; readonly queue: JobQueue },
): Promise<number> {
  let offered = 0
  for (;;) {
    const ids = await ports.ledger.claimDue(name, CLAIM_LIMIT)
    if (ids.length > 0) await ports.queue.offer(name, ids)
    offered += ids.length
    if (ids.length < CLAIM_LIMIT) return offered
  }
}

import { randomBytes } from "node:crypto"
import { systemClock } from "@gir/sim"
import { offerInteraction } from "@gir/simulator"
import { until } from "../../harness/await-condition.ts"
import type { TestInstallation } from "../../harness/test-installation.ts"
import { processorTimes, spentEach } from "./processor-time.ts"
import { recordersOf } from "./site.ts"

export interface Batch {
  readonly count: number
  readonly ivrProfileDbid: number
  /** What each call sounds like. */
  readonly path: string
}

export interface Throughput {
  readonly recordings: number
  /** All that were recorded, the first ones too. */
  readonly ids: readonly string[]
  /** Stored, durable and known to Web Services, per second. */
  readonly perSecond: number
  /** Milliseconds of processor time per recording, by service. */
  readonly processorMs: Readonly<Record<string, number>>
}

const LANES = 64
/** What is recorded before caches and compilers are warm. */
const WARM_UP_SHARE = 0.25
const PAGE = 100_000
const PATIENCE_MS = 300_000

/**
 * Fills the queue while nobody takes from it, lets the recorders at it, and looks into the ledger
 * when each recording was known.
 */
export async function recordAsFastAsPossible(
  installation: TestInstallation,
  batch: Batch,
): Promise<Throughput> {
  const { supervisor, folder } = installation
  const recorders = recordersOf(installation)
  for (const name of recorders) await supervisor.halt(name)
  const ids = await offerAll(installation, batch)
  const since = systemClock.now()
  await Promise.all(recorders.map((name) => supervisor.launch(name)))
  await untilEnded(installation, { since, count: Math.floor(batch.count * WARM_UP_SHARE) })
  const before = await processorTimes(folder)
  const warm = await endings(installation, since)
  await untilEnded(installation, { since, count: batch.count })
  const after = await processorTimes(folder)
  const all = await endings(installation, since)
  const [first, last] = [warm.at(-1), all.at(-1)]
  if (first === undefined || last === undefined) throw new Error("nothing was recorded")
  const recordings = all.length - warm.length
  if (recordings === 0) throw new Error(`${batch.count} calls end before one can look: take more`)
  return {
    recordings,
    ids,
    perSecond: (recordings * 1_000) / (last.getTime() - first.getTime()),
    processorMs: spentEach(before, after, recordings),
  }
}

/** One number a look, so that looking costs nothing. */
async function untilEnded(
  { database }: TestInstallation,
  { since, count }: { readonly since: Date; readonly count: number },
): Promise<void> {
  const look = async (): Promise<boolean> => {
    const { rows } = await database.query<{ ended: number }>(
      `select count(*) as ended from job_ledger
        where name = 'process-recording' and status = 'done' and ended_at >= $1`,
      [since],
    )
    return (rows[0]?.ended ?? 0) >= count
  }
  await until(`${count} calls are recorded`, look, { timeoutMs: PATIENCE_MS })
}

/** @returns when each recording was known, in order. */
async function endings({ jobs }: TestInstallation, since: Date): Promise<readonly Date[]> {
  const rows = await jobs.endedSince("process-recording", { since, limit: PAGE })
  const failed = rows.find(({ outcome }) => outcome.status === "failed")
  if (failed !== undefined) throw new Error(`a recording failed: ${JSON.stringify(failed)}`)
  return rows.map(({ endedAt }) => endedAt)
}

async function offerAll(
  { jobs }: TestInstallation,
  { count, ivrProfileDbid, path }: Batch,
): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, () => randomBytes(16).toString("hex").toUpperCase())
  const rest = ids.values()
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      for (const recordingId of rest) {
        await offerInteraction(jobs, {
          recordingId,
          ivrProfileDbid,
          agentId: "1001",
          audio: { kind: "file", path },
          screen: null,
          pace: "fast",
          channels: "keep",
        })
      }
    }),
  )
  return ids
}

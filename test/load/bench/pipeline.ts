import { randomBytes } from "node:crypto"
import { mkdir, open, rename, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { defineWorkers, type Jobs } from "@gir/queue"
import { systemClock } from "@gir/sim"
import { until } from "../../harness/await-condition.ts"
import { storedFiles } from "../../harness/stored-files.ts"
import { offerInteraction } from "@gir/simulator"
import type { TestInstallation } from "../../harness/test-installation.ts"
import { recordAsFastAsPossible, type Throughput } from "./as-fast-as-possible.ts"
import { sized, type Bench, type BenchRun } from "./bench-run.ts"
import { callWav } from "./call-wav.ts"
import { ALL_CORES, fileIn, LANES, onInstallation, recordersOf, type Backend } from "./site.ts"

/** Figure 1: the pipeline against the queue alone and the disk alone, all in one run. */
export interface PipelineFigures extends Omit<Throughput, "ids"> {
  readonly backend: Backend
  /** Length of each call. */
  readonly audioSeconds: number
  readonly objectBytes: number
  /** Database transactions, those of waiting and looking on among them. */
  readonly commitsPerRecording: number
  /** Jobs per second that do nothing: through queue and ledger, in one process. */
  readonly noOpPerSecond: number
  /** write + fsync + rename of the same bytes, with as many at once as a recorder has. */
  readonly filesPerSecond: number
  /** Of the lower of both. */
  readonly share: number
  readonly isAimMet: boolean
}

const SECONDS = 60
const CALLS = 2_000
const NO_OPS = 3_000
const FILES = 400
const AIM = 0.6

export const pipeline: Bench = {
  limitMinutes: () => 12,
  measure: async (run) => {
    for (const backend of ["postgresql", "redis"] as const) {
      const work = (installation: TestInstallation) => measureOn(installation, { run, backend })
      await run.keep(await onInstallation(run, work, { backend, fleet: ALL_CORES }))
    }
  },
}

async function measureOn(
  installation: TestInstallation,
  { run, backend }: { readonly run: BenchRun; readonly backend: Backend },
): Promise<PipelineFigures> {
  const path = fileIn(installation, "call.wav")
  await writeFile(path, callWav(SECONDS))
  const { ivrProfileDbid } = installation
  const count = sized(run, CALLS)
  run.say(`${backend}: records ${count} calls`)
  const commitsBefore = await commits(installation)
  const { ids: _ids, ...throughput } = await recordAsFastAsPossible(installation, {
    count,
    ivrProfileDbid,
    path,
  })
  const commitsPerRecording = ((await commits(installation)) - commitsBefore) / count
  const [object = ""] = await storedFiles(installation.storage)
  const objectBytes = (await stat(join(installation.storage, object))).size
  run.say(`${backend}: the disk alone, the queue alone`)
  const filesPerSecond = await writeFiles(installation, { bytes: objectBytes, run })
  for (const name of recordersOf(installation)) await installation.supervisor.halt(name)
  const noOpPerSecond = await runNoOps(installation, sized(run, NO_OPS))
  const share = throughput.perSecond / Math.min(noOpPerSecond, filesPerSecond)
  return {
    backend,
    ...throughput,
    audioSeconds: SECONDS,
    objectBytes,
    commitsPerRecording,
    noOpPerSecond,
    filesPerSecond,
    share,
    isAimMet: share >= AIM,
  }
}

/** Transactions of the whole installation so far; with the queue on Redis, the ledger's and the recordings'. */
async function commits({ database }: TestInstallation): Promise<number> {
  const { rows } = await database.query<{ commits: string }>(
    "select sum(xact_commit)::text as commits from pg_stat_database",
  )
  return Number(rows[0]?.commits ?? 0)
}

async function writeFiles(
  { storage }: TestInstallation,
  { bytes, run }: { readonly bytes: number; readonly run: BenchRun },
): Promise<number> {
  const folder = `${storage}-floor`
  await mkdir(folder)
  const content = randomBytes(bytes)
  const count = sized(run, FILES)
  const numbers = Array.from({ length: count }, (_, index) => index).values()
  const startMs = systemClock.monotonicMs()
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      for (const number of numbers) {
        const handle = await open(join(folder, `${number}.new`), "wx")
        await handle.write(content)
        await handle.sync()
        await handle.close()
        await rename(join(folder, `${number}.new`), join(folder, `${number}`))
      }
    }),
  )
  const seconds = (systemClock.monotonicMs() - startMs) / 1_000
  await rm(folder, { recursive: true })
  return count / seconds
}

/** The recorders are halted; this process takes its jobs and does nothing. */
async function runNoOps(
  { jobs, ivrProfileDbid }: TestInstallation,
  count: number,
): Promise<number> {
  await offerNoOps(jobs, { ivrProfileDbid, count })
  let [done, startMs] = [0, 0]
  const workers = defineWorkers({
    jobs,
    concurrency: LANES,
    handlers: {
      "record-call": async ({ recordingId }) => {
        if (done === 0) startMs = systemClock.monotonicMs()
        done += 1
        return { mediaId: `${recordingId}-call`, storageKey: `${recordingId}/a/b`, storedBytes: 1 }
      },
    },
  })
  workers.start()
  await until("every job has done nothing", () => done >= count)
  const seconds = (systemClock.monotonicMs() - startMs) / 1_000
  await workers.close()
  return count / seconds
}

async function offerNoOps(
  jobs: Jobs,
  { ivrProfileDbid, count }: { readonly ivrProfileDbid: number; readonly count: number },
): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => index).values()
  await Promise.all(
    Array.from({ length: LANES * 2 }, async () => {
      for (const number of numbers) {
        await offerInteraction(jobs, {
          recordingId: number.toString(16).toUpperCase().padStart(32, "0"),
          ivrProfileDbid,
          agentId: "1001",
          audio: { kind: "built-in" },
          screen: null,
          pace: "fast",
          channels: "keep",
        })
      }
    }),
  )
}

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
import { callWav } from "./call-wav.ts"
import { fileIn, LANES, onInstallation, type Backend } from "./site.ts"

/** Figure 1: the pipeline against the queue alone and the disk alone, all in one run. */
export interface PipelineFigures extends Omit<Throughput, "ids"> {
  readonly backend: Backend
  readonly objectBytes: number
  /** Jobs per second that do nothing: through queue and ledger, in one process. */
  readonly noOpPerSecond: number
  /** write + fsync + rename of the same bytes, with as many at once as the recorder has. */
  readonly filesPerSecond: number
  /** Of the lower of both. */
  readonly share: number
  readonly isAimMet: boolean
}

const SECONDS = 60
const CALLS = 1_000
const NO_OPS = 3_000
const FILES = 400
const AIM = 0.6

export async function pipeline(): Promise<readonly PipelineFigures[]> {
  const figures: PipelineFigures[] = []
  for (const backend of ["postgresql", "redis"] as const) {
    figures.push(
      await onInstallation((installation) => measure(installation, backend), { backend }),
    )
  }
  return figures
}

async function measure(installation: TestInstallation, backend: Backend): Promise<PipelineFigures> {
  const path = fileIn(installation, "call.wav")
  await writeFile(path, callWav(SECONDS))
  const { ivrProfileDbid } = installation
  const { ids: _ids, ...throughput } = await recordAsFastAsPossible(installation, {
    count: CALLS,
    ivrProfileDbid,
    path,
  })
  const [object = ""] = await storedFiles(installation.storage)
  const objectBytes = (await stat(join(installation.storage, object))).size
  const filesPerSecond = await writeFiles(installation, objectBytes)
  await installation.supervisor.halt("mcp-1")
  const noOpPerSecond = await runNoOps(installation)
  const share = throughput.perSecond / Math.min(noOpPerSecond, filesPerSecond)
  return {
    backend,
    ...throughput,
    objectBytes,
    noOpPerSecond,
    filesPerSecond,
    share,
    isAimMet: share >= AIM,
  }
}

async function writeFiles({ storage }: TestInstallation, bytes: number): Promise<number> {
  const folder = `${storage}-floor`
  await mkdir(folder)
  const content = randomBytes(bytes)
  const numbers = Array.from({ length: FILES }, (_, index) => index).values()
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
  return FILES / seconds
}

/** The recorder is halted; this process takes its jobs and does nothing. */
async function runNoOps({ jobs, ivrProfileDbid }: TestInstallation): Promise<number> {
  await offerNoOps(jobs, ivrProfileDbid)
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
  await until("every job has done nothing", () => done >= NO_OPS)
  const seconds = (systemClock.monotonicMs() - startMs) / 1_000
  await workers.close()
  return NO_OPS / seconds
}

async function offerNoOps(jobs: Jobs, ivrProfileDbid: number): Promise<void> {
  const numbers = Array.from({ length: NO_OPS }, (_, index) => index).values()
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

import { createWriteStream } from "node:fs"
import { stat } from "node:fs/promises"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { isDeepStrictEqual } from "node:util"
import { mediaIdOf } from "@gir/contracts"
import { fingerprintOf, fingerprintTap, type Fingerprint } from "@gir/media"
import { systemClock } from "@gir/sim"
import { awaitRecorded, offerInteraction } from "@gir/simulator"
import { storedFiles } from "../../harness/stored-files.ts"
import type { TestInstallation } from "../../harness/test-installation.ts"
import type { Bench, BenchRun } from "./bench-run.ts"
import { longCallWav } from "./call-wav.ts"
import { readServices, resetPeaks, servicesOn, watching } from "./service-watch.ts"
import { fileIn, onInstallation } from "./site.ts"

/** A shift-long call through the whole path, and what memory it takes. */
export interface LongRecordingFigures {
  readonly hours: number
  readonly audioBytes: number
  readonly storedBytes: number
  /** Recorded, encrypted, stored, known to Web Services. */
  readonly recordSeconds: number
  /** Decrypted, verified and compared within RCS. */
  readonly verifySeconds: number
  /** Played to a player over HTTP, whole. */
  readonly playSeconds: number
  readonly durationMs: number
  /** Both fingerprints equal the original's. */
  readonly plays: boolean
  /** Resident MiB after a short call, the kernel's own peak from then on, and the difference. */
  readonly services: Readonly<Record<string, Growth>>
  readonly mostGrowthMiB: number
  readonly isAimMet: boolean
}

interface Growth {
  readonly beforeMiB: number
  readonly peakMiB: number
  readonly growthMiB: number
  /** Once a second: the highest, and the last one. */
  readonly mostSampledMiB: number
  readonly afterMiB: number
}

const AIM_MIB = 150
const EVERY_MS = 1_000
const WARM_UP_SECONDS = 60
/** Beside the two minutes that the house waits for any recording. */
const PATIENCE_MS = 600_000
const IDS = { warmUp: "0".repeat(31).concat("1"), long: "0".repeat(31).concat("2") }

export const longRecording: Bench = {
  limitMinutes: () => 15,
  measure: (run) =>
    onInstallation(run, async (installation) => run.keep(await measureLong(installation, run))),
}

async function measureLong(
  installation: TestInstallation,
  run: BenchRun,
): Promise<LongRecordingFigures> {
  const hours = run.options.isSmall ? run.options.hours / 10 : run.options.hours
  // Code that was never run before would be taken for growth.
  await recordAndPlay(installation, { id: IDS.warmUp, seconds: WARM_UP_SECONDS, run })
  const processes = await servicesOn(installation.folder)
  const before = await readServices(processes, 0)
  await resetPeaks(processes)
  const { result, readings } = await watching({ processes, everyMs: EVERY_MS }, () =>
    recordAndPlay(installation, { id: IDS.long, seconds: Math.round(hours * 3_600), run }),
  )
  const after = await readServices(processes, 0)
  const services = Object.fromEntries(
    before.map(({ service, residentMiB: beforeMiB }) => {
      const own = readings.filter((one) => one.service === service)
      const last = after.find((one) => one.service === service)
      const peakMiB = last?.peakMiB ?? Number.NaN
      const mostSampledMiB = Math.max(...own.map(({ residentMiB }) => residentMiB))
      const afterMiB = last?.residentMiB ?? Number.NaN
      const growthMiB = peakMiB - beforeMiB
      return [service, { beforeMiB, peakMiB, growthMiB, mostSampledMiB, afterMiB }] as const
    }),
  )
  const mostGrowthMiB = Math.max(...Object.values(services).map(({ growthMiB }) => growthMiB))
  const isAimMet = result.plays && mostGrowthMiB <= AIM_MIB
  return { hours, ...result, services, mostGrowthMiB, isAimMet }
}

interface Call {
  readonly id: string
  readonly seconds: number
  readonly run: BenchRun
}

async function recordAndPlay(installation: TestInstallation, call: Call) {
  const { run, id, seconds } = call
  const { jobs, peers, storage } = installation
  const { original, path, audioBytes } = await writeCall(installation, call)
  run.say(`${seconds} s of audio, ${mebibytes(audioBytes)}: records it`)
  const recordSeconds = await timed(() => record(installation, { id, path }))
  const mediaId = mediaIdOf(id, "call")
  const stored = (await storedFiles(storage)).find((key) => key.startsWith(id))
  if (stored === undefined) throw new Error(`${id} is not in the Storage Destination`)
  const storedBytes = (await stat(join(storage, stored))).size
  run.say(
    `recorded in ${recordSeconds.toFixed(1)} s, ${mebibytes(storedBytes)} stored; verifies it`,
  )
  const found: Fingerprint[] = []
  const verifySeconds = await timed(async () => {
    const job = await jobs.add("verify-playback", { mediaId, runId: id })
    const waiting = { timeoutMs: PATIENCE_MS }
    const outcome = await jobs.waitFor("verify-playback", job.id, waiting)
    if (outcome.status === "failed") throw new Error(`${outcome.code}: ${outcome.message}`)
    found.push(outcome.result.fingerprint)
  })
  run.say(`verified in ${verifySeconds.toFixed(1)} s; plays it whole`)
  let durationMs = 0
  const playSeconds = await timed(async () => {
    const played = await fingerprintOf(await peers.cryptoServer.play(mediaId), "audio/wav")
    found.push(played.fingerprint)
    durationMs = played.durationMs ?? 0
  })
  const isRight = found.every((one) => isDeepStrictEqual(one, original))
  const plays = isRight && durationMs === seconds * 1_000
  run.say(`played in ${playSeconds.toFixed(1)} s: ${plays ? "equal" : "NOT EQUAL"} to the original`)
  return { audioBytes, storedBytes, recordSeconds, verifySeconds, playSeconds, durationMs, plays }
}

/** As a stream: no process holds such a call in memory, this one neither. */
async function writeCall(installation: TestInstallation, { id, seconds }: Call) {
  const path = fileIn(installation, `${id}.wav`)
  const tap = fingerprintTap("audio/wav")
  await pipeline(Readable.from(longCallWav(seconds)), tap, createWriteStream(path))
  return { path, original: tap.fingerprint(), audioBytes: tap.plaintextBytes() }
}

async function record(
  { jobs, ivrProfileDbid }: TestInstallation,
  { id, path }: { readonly id: string; readonly path: string },
): Promise<void> {
  const interaction = {
    recordingId: id,
    ivrProfileDbid,
    agentId: "1001",
    audio: { kind: "file", path },
    screen: null,
    pace: "fast",
    channels: "keep",
  } as const
  await offerInteraction(jobs, interaction)
  await awaitRecorded(jobs, interaction, PATIENCE_MS)
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startMs = systemClock.monotonicMs()
  await work()
  return (systemClock.monotonicMs() - startMs) / 1_000
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(0)} MiB`
}

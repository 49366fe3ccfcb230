import { randomBytes } from "node:crypto"
import { writeFile } from "node:fs/promises"
import { mediaIdOf, type JobName } from "@gir/contracts"
import { systemClock } from "@gir/sim"
import { awaitRecorded, offerInteraction, plotPage, type Fleet } from "@gir/simulator"
import { until } from "../../harness/await-condition.ts"
import type { TestInstallation } from "../../harness/test-installation.ts"
import { recordAsFastAsPossible } from "./as-fast-as-possible.ts"
import { sized, type Bench, type BenchRun } from "./bench-run.ts"
import { callWav } from "./call-wav.ts"
import { processorTimes, spentEach } from "./processor-time.ts"
import { fileIn, onInstallation } from "./site.ts"
import { mean } from "./sums.ts"

/** The same work for so many processes of each service that scales, on Redis and PostgreSQL. */
export interface ScaleFigures {
  readonly fleet: Fleet
  readonly recordingsPerSecond: number
  /** Proofs of playback: opened, verified, compared. */
  readonly playsPerSecond: number
  readonly muxesPerSecond: number
  readonly audioSeconds: { readonly recording: number; readonly mux: number }
  /** Milliseconds of processor time per mux, by service; ffmpeg is the muxer's. */
  readonly processorMsPerMux: Readonly<Record<string, number>>
}

/** Both fleets, and how many times as fast the greater one is; cores are the same. */
export interface ScaleOut {
  readonly one: ScaleFigures
  readonly two: ScaleFigures
  readonly ratio: { readonly recordings: number; readonly plays: number; readonly muxes: number }
}

const CALLS = 400
const CALL_SECONDS = 60
const PLAYS_PER_CALL = 2
const MUXES = 40
const MUX_SECONDS = 10
const FLEETS = [1, 2, 2, 1] as const
const WARM_UP_SHARE = 0.25
const PATIENCE_MS = 300_000
const PAGE = 100_000

export const scaleOut: Bench = {
  limitMinutes: () => 20,
  measure: async (run) => {
    // There and back: what the machine does besides falls on both alike.
    const seen: ScaleFigures[] = []
    for (const count of run.options.isSmall ? [1, 2] : FLEETS) {
      const fleet = { mcp: count, rcs: count, muxer: count }
      const work = (installation: TestInstallation) => measureFleet(installation, { run, fleet })
      seen.push(await onInstallation(run, work, { backend: "redis", fleet }))
    }
    const [one, two] = [meanOf(seen, 1), meanOf(seen, 2)]
    const ratio = {
      recordings: two.recordingsPerSecond / one.recordingsPerSecond,
      plays: two.playsPerSecond / one.playsPerSecond,
      muxes: two.muxesPerSecond / one.muxesPerSecond,
    }
    await run.keep({ one, two, ratio } satisfies ScaleOut)
    await run.file("html", pageOf({ one, two, ratio }))
  },
}

async function measureFleet(
  installation: TestInstallation,
  { run, fleet }: { readonly run: BenchRun; readonly fleet: Fleet },
): Promise<ScaleFigures> {
  const { ivrProfileDbid } = installation
  const path = fileIn(installation, "call.wav")
  await writeFile(path, callWav(CALL_SECONDS))
  const count = sized(run, CALLS)
  const recorded = await recordAsFastAsPossible(installation, { count, ivrProfileDbid, path })
  const recordingsPerSecond = recorded.perSecond
  run.say(`${fleet.mcp} of each: ${recordingsPerSecond.toFixed(1)} recordings per second`)
  const playsPerSecond = await playAll(installation, recorded.ids)
  run.say(`${fleet.rcs} of each: ${playsPerSecond.toFixed(1)} plays per second`)
  const muxed = await muxAll(installation, sized(run, MUXES))
  run.say(`${fleet.muxer} of each: ${muxed.muxesPerSecond.toFixed(1)} muxes per second`)
  const audioSeconds = { recording: CALL_SECONDS, mux: MUX_SECONDS }
  return { fleet, recordingsPerSecond, playsPerSecond, ...muxed, audioSeconds }
}

async function playAll(installation: TestInstallation, ids: readonly string[]): Promise<number> {
  const since = systemClock.now()
  const runs = Array.from({ length: PLAYS_PER_CALL }, () => randomBytes(8).toString("hex"))
  const all = runs.flatMap((runId) => ids.map((id) => ({ runId, mediaId: mediaIdOf(id, "call") })))
  await Promise.all(all.map((payload) => installation.jobs.add("verify-playback", payload)))
  return ratePerSecond(installation, { name: "verify-playback", since, count: all.length })
}

/** Calls with a screen are recorded while no muxer runs; then all muxers are let at them. */
async function muxAll(installation: TestInstallation, count: number) {
  const { supervisor, nodes, folder } = installation
  const muxers = nodes.filter(({ service }) => service === "muxer").map(({ name }) => name)
  for (const name of muxers) await supervisor.halt(name)
  await recordWithScreens(installation, count)
  const since = systemClock.now()
  await Promise.all(muxers.map((name) => supervisor.launch(name)))
  const before = await processorTimes(folder)
  const muxesPerSecond = await ratePerSecond(installation, { name: "mux-recording", since, count })
  const processorMsPerMux = spentEach(before, await processorTimes(folder), count)
  return { muxesPerSecond, processorMsPerMux }
}

async function recordWithScreens(installation: TestInstallation, count: number): Promise<void> {
  const { jobs, ivrProfileDbid } = installation
  const path = fileIn(installation, "short-call.wav")
  await writeFile(path, callWav(MUX_SECONDS))
  const interactions = Array.from({ length: count }, () => ({
    recordingId: randomBytes(16).toString("hex").toUpperCase(),
    ivrProfileDbid,
    agentId: "1001",
    audio: { kind: "file" as const, path },
    screen: { source: { kind: "built-in" as const }, durationMs: MUX_SECONDS * 1_000 },
    pace: "fast" as const,
    channels: "keep" as const,
  }))
  for (const one of interactions) await offerInteraction(jobs, one)
  await Promise.all(interactions.map((one) => awaitRecorded(jobs, one, PATIENCE_MS)))
}

interface Ending {
  readonly name: JobName
  readonly since: Date
  readonly count: number
}

/** Without the first quarter, until when processes start and all lanes fill. */
async function ratePerSecond(
  { jobs }: TestInstallation,
  { name, since, count }: Ending,
): Promise<number> {
  const ended = await until(
    `${count} ${name} have ended`,
    async () => {
      const rows = await jobs.endedSince(name, { since, limit: PAGE })
      return rows.length >= count ? rows : null
    },
    { timeoutMs: PATIENCE_MS },
  )
  const failed = ended.find(({ outcome }) => outcome.status === "failed")
  if (failed !== undefined) throw new Error(`${name} failed: ${JSON.stringify(failed)}`)
  const measured = ended.slice(Math.floor(ended.length * WARM_UP_SHARE))
  const [first, last] = [measured[0], measured.at(-1)]
  if (first === undefined || last === undefined) throw new Error(`no ${name} has ended`)
  return ((measured.length - 1) * 1_000) / (last.endedAt.getTime() - first.endedAt.getTime())
}

function meanOf(seen: readonly ScaleFigures[], count: number): ScaleFigures {
  const own = seen.filter(({ fleet }) => fleet.mcp === count)
  const [first] = own
  if (first === undefined) throw new Error(`no fleet of ${count} was measured`)
  const ofAll = (of: (one: ScaleFigures) => number): number => mean(own.map(of))
  const services = [...new Set(own.flatMap((one) => Object.keys(one.processorMsPerMux)))]
  return {
    ...first,
    recordingsPerSecond: ofAll((one) => one.recordingsPerSecond),
    playsPerSecond: ofAll((one) => one.playsPerSecond),
    muxesPerSecond: ofAll((one) => one.muxesPerSecond),
    processorMsPerMux: Object.fromEntries(
      services.map((name) => [name, ofAll((one) => one.processorMsPerMux[name] ?? 0)]),
    ),
  }
}

function pageOf({ one, two, ratio }: ScaleOut): string {
  const line = (label: string, share: number) => ({
    label,
    points: [[1, 1] as const, [2, share] as const],
  })
  const sentence = (what: string, [before, after, share]: readonly [number, number, number]) =>
    `${what}: ${before.toFixed(1)} per second with one of each, ${after.toFixed(1)} with two: ${share.toFixed(2)} times.`
  return plotPage({
    title: "Scale-out on one machine",
    findings: [
      sentence("Recordings", [one.recordingsPerSecond, two.recordingsPerSecond, ratio.recordings]),
      sentence("Plays", [one.playsPerSecond, two.playsPerSecond, ratio.plays]),
      sentence("Muxes", [one.muxesPerSecond, two.muxesPerSecond, ratio.muxes]),
      "The cores are the same for both: what they have none to spare of cannot double.",
    ],
    plots: [
      {
        title: "Throughput by processes of each service",
        finding: "Times that of one process each; Redis and PostgreSQL.",
        unit: "times",
        xUnit: "processes",
        lines: [
          line("recordings", ratio.recordings),
          line("plays", ratio.plays),
          line("muxes", ratio.muxes),
        ],
        limits: [[2, "twice"]],
      },
    ],
  })
}

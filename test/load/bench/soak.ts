import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { plotPage } from "@gir/simulator"
import { until } from "../../harness/await-condition.ts"
import { EACH_PROCESS, startGir, type RunningGir } from "../../harness/run-gir.ts"
import { tempFolder } from "../../harness/temp-folder.ts"
import { recordAsFastAsPossible } from "./as-fast-as-possible.ts"
import { sized, type Bench, type BenchRun } from "./bench-run.ts"
import { callWav } from "./call-wav.ts"
import { endGir } from "./end-gir.ts"
import { readServices, servicesOn, watching, type Reading } from "./service-watch.ts"
import { fileIn, onInstallation } from "./site.ts"
import { judgeSoak, soakPlots, TOLERANCE, type ServiceDrift } from "./soak-verdict.ts"

/** What half an hour of load leaves behind in each service: memory and open files. */
export interface SoakFigures {
  readonly minutes: number
  readonly callsPerSecond: number
  /** Measured just before, on the same machine; null when the rate was stated. */
  readonly capacityPerSecond: number | null
  /** The load report's own verdict: thresholds, conservation, proofs, custody. */
  readonly load: { readonly verdict: string; readonly offered: number; readonly stored: number }
  /** Left out at the beginning: caches fill, compilers warm up. */
  readonly settleSeconds: number
  readonly windowSeconds: number
  readonly tolerance: typeof TOLERANCE
  readonly services: Readonly<Record<string, ServiceDrift>>
  readonly isAimMet: boolean
}

const SHARE_OF_CAPACITY = 0.5
const CAPACITY_CALLS = 300
const CALL_SECONDS = 10
const EVERY_MS = 5_000
const SETTLE_MINUTES = 5
const SERVICES = 8
/** Set-up, the capacity before, drain, proof and the search for plaintext after. */
const BESIDE_MINUTES = 15
const READY_MS = 120_000
/** The last look comes before the load's services are ended. */
const SPARE_SECONDS = 5
const SAY_EVERY_SECONDS = 60

export const soak: Bench = {
  limitMinutes: ({ minutes }) => minutes + BESIDE_MINUTES,
  measure: async (run) => {
    const { minutes, rate } = run.options
    const capacityPerSecond = rate === null ? await capacity(run) : null
    const callsPerSecond = rate ?? rounded((capacityPerSecond ?? 0) * SHARE_OF_CAPACITY)
    const { readings, load } = await underLoad(run, callsPerSecond)
    await run.file("readings.json", `${JSON.stringify(readings)}\n`)
    const settleSeconds = Math.min(SETTLE_MINUTES, minutes / 3) * 60
    const judged = judgeSoak(readings, { settleSeconds, seconds: minutes * 60 })
    const isFlat = Object.values(judged.services).every(({ isFlat: one }) => one)
    await run.keep({
      minutes,
      callsPerSecond,
      capacityPerSecond,
      load,
      settleSeconds,
      windowSeconds: judged.windowSeconds,
      tolerance: TOLERANCE,
      services: judged.services,
      isAimMet: isFlat && load.verdict === "held",
    } satisfies SoakFigures)
    const title = `Soak: ${minutes} minutes at ${callsPerSecond} calls per second`
    await run.file("html", plotPage({ title, ...soakPlots(readings, judged) }))
  },
}

async function capacity(run: BenchRun): Promise<number> {
  const { perSecond } = await onInstallation(run, async (installation) => {
    const path = fileIn(installation, "call.wav")
    await writeFile(path, callWav(CALL_SECONDS))
    const { ivrProfileDbid } = installation
    const count = sized(run, CAPACITY_CALLS)
    run.say(`measures the capacity with ${count} calls`)
    return recordAsFastAsPossible(installation, { count, ivrProfileDbid, path })
  })
  run.say(`capacity now: ${perSecond.toFixed(1)} calls per second`)
  return perSecond
}

interface LoadJson {
  readonly verdict: string
  readonly calls: { readonly offered: number; readonly stored: number }
}

/** A load of `gir load run` on an installation of its own, looked at from outside. */
async function underLoad(
  run: BenchRun,
  callsPerSecond: number,
): Promise<{ readings: readonly Reading[]; load: SoakFigures["load"] }> {
  const folder = await tempFolder()
  run.owns(() => folder.remove())
  await mkdir(join(folder.path, "tmp"))
  const file = join(folder.path, "soak.yaml")
  await writeFile(file, profileText(run.options.minutes, callsPerSecond))
  const gir = startGir(["load", "run", file, "--json"], {
    folder: folder.path,
    env: { ...EACH_PROCESS, TMPDIR: join(folder.path, "tmp") },
  })
  run.owns(() => endGir(gir))
  await until("the load has begun", () => hasBegun(gir), { timeoutMs: READY_MS })
  const processes = await servicesOn(folder.path)
  if (processes.length < SERVICES) throw new Error(`only ${processes.length} services were found`)
  // One that cannot be read is told now, not after half an hour.
  await readServices(processes, 0)
  const seconds = run.options.minutes * 60 - BEGUN_SECONDS - SPARE_SECONDS
  const { readings } = await watching({ processes, everyMs: EVERY_MS }, () =>
    loadLasts(run, { gir, seconds }),
  )
  run.say("waits for proof of playback and the search for plaintext")
  const ended = await gir.ended
  if (ended.exitCode > 1) throw new Error(ended.stderr)
  const { verdict, calls } = JSON.parse(ended.stdout) as LoadJson
  run.say(`load ${verdict}: ${calls.stored} of ${calls.offered} calls stored`)
  return { readings, load: { verdict, offered: calls.offered, stored: calls.stored } }
}

/** In a pipe the load says that it runs after so long for the first time. */
const BEGUN_SECONDS = 10

function hasBegun(gir: RunningGir): boolean {
  return /\bload: offered/.test(gir.stderr())
}

async function loadLasts(
  run: BenchRun,
  { gir, seconds }: { readonly gir: RunningGir; readonly seconds: number },
): Promise<void> {
  const early = gir.ended.then(({ stderr }) => {
    throw new Error(`the load ended too early: ${stderr}`)
  })
  for (let left = seconds; left > 0; left -= SAY_EVERY_SECONDS) {
    await Promise.race([delay(Math.min(left, SAY_EVERY_SECONDS) * 1_000), early])
    run.say(gir.stderr().trimEnd().split("\n").at(-1)?.trim() ?? "")
  }
  // From here on it may end.
  early.catch(() => undefined)
}

/** The mix of the shipped profile `soak`, with shorter calls: a disk of 20 GB is not needed. */
function profileText(minutes: number, callsPerSecond: number): string {
  return `name: soak-bench
title: Half load for ${minutes} minutes
seed: 7
arrivals: poisson
stages:
  - { executor: constant-arrival-rate, rate: ${callsPerSecond}, duration: ${Math.round(minutes * 60)}s }
calls:
  length: { distribution: exponential, mean: ${CALL_SECONDS}s, max: 60s }
  mix:
    - { audio: wav, recipients: 2, weight: 4 }
    - { audio: mp3, recipients: 2, envelope: modern }
playback: { rate: ${rounded(callsPerSecond / 2)} }
drain: 2m
prove: 500
thresholds:
  failed: ["rate<0.001"]
  unplayable: ["count==0"]
`
}

function rounded(value: number): number {
  return Math.max(0.1, Math.round(value * 10) / 10)
}

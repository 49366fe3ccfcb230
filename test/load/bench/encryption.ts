import { writeFile } from "node:fs/promises"
import { buffer } from "node:stream/consumers"
import { captureCall } from "@gir/media"
import type { TestInstallation } from "../../harness/test-installation.ts"
import { recordAsFastAsPossible, type Throughput } from "./as-fast-as-possible.ts"
import { sized, type Bench, type BenchRun } from "./bench-run.ts"
import { callWav } from "./call-wav.ts"
import { fileIn, makeProfile, onInstallation, type ProfileFacts } from "./site.ts"

/** Figure 2: what encryption takes from the throughput. */
export interface EncryptionFigures {
  readonly audio: "wav" | "mp3"
  readonly recipients: number
  readonly keyBits: number
  /** With the calls in clear, in the rounds before and after each of these. */
  readonly clearPerSecond: number
  readonly perSecond: number
  /** Share of the throughput that is lost. */
  readonly loss: number
  /** The same of processor time, which other work on the machine disturbs less. */
  readonly processorLoss: number
  readonly isAimMet: boolean
}

const SECONDS = 60
const CALLS = 200
const ROUNDS = 2
const AIM = 0.15
const BIT_RATE_KBPS = 16
const KINDS = [
  { recipients: 1, keyBits: 2_048 },
  { recipients: 3, keyBits: 2_048 },
  { recipients: 1, keyBits: 4_096 },
  { recipients: 3, keyBits: 4_096 },
] as const

export const encryption: Bench = {
  limitMinutes: () => 25,
  measure: (run) =>
    onInstallation(run, async (installation) => {
      for (const audio of ["wav", "mp3"] as const) {
        const figures = await measureAudio(installation, { run, audio })
        for (const figure of figures) await run.keep(figure)
      }
    }),
}

interface Measuring {
  readonly run: BenchRun
  readonly audio: "wav" | "mp3"
}

async function measureAudio(
  installation: TestInstallation,
  { run, audio }: Measuring,
): Promise<readonly EncryptionFigures[]> {
  const path = await callFile(installation, audio)
  const profiles: ProfileFacts[] = [
    { name: `${audio}-clear`, audio, recipients: 0, keyBits: 2_048 },
    ...KINDS.map((kind) => ({
      ...kind,
      audio,
      name: `${audio}-${kind.recipients}-${kind.keyBits}`,
    })),
  ]
  const dbids: number[] = []
  for (const facts of profiles) dbids.push(await makeProfile(installation, facts))
  const runs: Throughput[][] = profiles.map(() => [])
  const count = sized(run, CALLS)
  // Round by round, there and back: what the machine does besides falls on all of them alike.
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = round % 2 === 0 ? [...dbids.keys()] : [...dbids.keys()].toReversed()
    for (const index of order) {
      const ivrProfileDbid = dbids[index] ?? 0
      const one = await recordAsFastAsPossible(installation, { count, ivrProfileDbid, path })
      runs[index]?.push(one)
      const { name } = profiles[index] ?? { name: audio }
      run.say(`round ${round + 1} of ${ROUNDS}, ${name}: ${one.perSecond.toFixed(1)} per second`)
    }
  }
  const [clear = [], ...encrypted] = runs
  return encrypted.map((all, index) => compare(audio, KINDS[index] ?? KINDS[0], { clear, all }))
}

function compare(
  audio: "wav" | "mp3",
  kind: (typeof KINDS)[number],
  { clear, all }: { readonly clear: readonly Throughput[]; readonly all: readonly Throughput[] },
): EncryptionFigures {
  const clearPerSecond = mean(clear.map((run) => run.perSecond))
  const perSecond = mean(all.map((run) => run.perSecond))
  const loss = 1 - perSecond / clearPerSecond
  const processorLoss = 1 - mean(clear.map(processorMs)) / mean(all.map(processorMs))
  return { audio, ...kind, clearPerSecond, perSecond, loss, processorLoss, isAimMet: loss <= AIM }
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

function processorMs({ processorMs: byService }: Throughput): number {
  return Object.values(byService).reduce((sum, ms) => sum + ms, 0)
}

async function callFile(installation: TestInstallation, audio: "wav" | "mp3"): Promise<string> {
  const path = fileIn(installation, "call.wav")
  await writeFile(path, callWav(SECONDS))
  if (audio === "wav") return path
  const call = await captureCall({
    source: { kind: "file", path },
    type: "audio/mp3",
    mp3BitRateKbps: BIT_RATE_KBPS,
    channels: "keep",
    pace: "fast",
  })
  const mp3Path = fileIn(installation, "call.mp3")
  await writeFile(mp3Path, await buffer(call.stream))
  return mp3Path
}

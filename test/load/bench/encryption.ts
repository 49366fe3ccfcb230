import { writeFile } from "node:fs/promises"
import { buffer } from "node:stream/consumers"
import { captureCall } from "@gir/media"
import type { TestInstallation } from "../../harness/test-installation.ts"
import { recordAsFastAsPossible, type Throughput } from "./as-fast-as-possible.ts"
import { sized, type Bench, type BenchRun } from "./bench-run.ts"
import { callWav } from "./call-wav.ts"
import { ALL_CORES, fileIn, makeProfile, onInstallation, type ProfileFacts } from "./site.ts"
import { mean, sum } from "./sums.ts"

/** Figure 2: what encryption takes from the throughput of the whole machine. */
export interface EncryptionFigures {
  readonly audio: "wav" | "mp3"
  readonly recipients: number
  readonly keyBits: number
  /** Rounds with encrypted calls, each beside one in clear. */
  readonly pairs: number
  readonly clearPerSecond: number
  readonly perSecond: number
  /** Share of the throughput that is lost. */
  readonly loss: number
  /** The same pair by pair: how far they lie apart is the noise. */
  readonly lossOfPairs: readonly number[]
  /** The same of processor time, which other work on the machine disturbs less. */
  readonly processorLoss: number
  readonly isAimMet: boolean
}

const SECONDS = 60
const CALLS = 400
const PAIRS = 4
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
  measure: (run) => {
    const work = async (installation: TestInstallation): Promise<void> => {
      for (const audio of ["wav", "mp3"] as const) await measureAudio(installation, { run, audio })
    }
    return onInstallation(run, work, { fleet: ALL_CORES })
  },
}

interface Measuring {
  readonly run: BenchRun
  readonly audio: "wav" | "mp3"
}

async function measureAudio(
  installation: TestInstallation,
  { run, audio }: Measuring,
): Promise<void> {
  const path = await callFile(installation, audio)
  const profile = (kind: Pick<ProfileFacts, "recipients" | "keyBits">): Promise<number> =>
    makeProfile(installation, {
      ...kind,
      audio,
      name: `${audio}-${kind.recipients}-${kind.keyBits}`,
    })
  const clearDbid = await profile({ recipients: 0, keyBits: 2_048 })
  for (const kind of KINDS) {
    const dbids = { clear: clearDbid, encrypted: await profile(kind) }
    const pairs = await recordPairs(installation, { run, path, dbids })
    const figures = compare(pairs)
    const { recipients, keyBits } = kind
    run.say(`${audio}, ${recipients} x RSA ${keyBits}: ${(100 * figures.loss).toFixed(1)} % slower`)
    await run.keep({ audio, recipients, keyBits, ...figures } satisfies EncryptionFigures)
  }
}

interface Pair {
  readonly clear: Throughput
  readonly encrypted: Throughput
}

interface PairPlan {
  readonly run: BenchRun
  /** What each call sounds like. */
  readonly path: string
  /** The IVR Profiles. */
  readonly dbids: { readonly clear: number; readonly encrypted: number }
}

async function recordPairs(
  installation: TestInstallation,
  { run, path, dbids }: PairPlan,
): Promise<readonly Pair[]> {
  const count = sized(run, CALLS)
  const record = (ivrProfileDbid: number): Promise<Throughput> =>
    recordAsFastAsPossible(installation, { count, ivrProfileDbid, path })
  const pairs: Pair[] = []
  for (let index = 0; index < (run.options.isSmall ? 1 : PAIRS); index += 1) {
    // There and back: what the machine does besides falls on both alike.
    if (index % 2 === 0) {
      const clear = await record(dbids.clear)
      pairs.push({ clear, encrypted: await record(dbids.encrypted) })
    } else {
      const encrypted = await record(dbids.encrypted)
      pairs.push({ clear: await record(dbids.clear), encrypted })
    }
  }
  return pairs
}

function compare(
  pairs: readonly Pair[],
): Omit<EncryptionFigures, "audio" | "recipients" | "keyBits"> {
  const clearPerSecond = mean(pairs.map(({ clear }) => clear.perSecond))
  const perSecond = mean(pairs.map(({ encrypted }) => encrypted.perSecond))
  const clearMs = mean(pairs.map(({ clear }) => processorMs(clear)))
  const encryptedMs = mean(pairs.map(({ encrypted }) => processorMs(encrypted)))
  const loss = 1 - perSecond / clearPerSecond
  return {
    pairs: pairs.length,
    clearPerSecond,
    perSecond,
    loss,
    lossOfPairs: pairs.map(({ clear, encrypted }) => 1 - encrypted.perSecond / clear.perSecond),
    processorLoss: 1 - clearMs / encryptedMs,
    isAimMet: loss <= AIM,
  }
}

function processorMs({ processorMs: byService }: Throughput): number {
  return sum(Object.values(byService))
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

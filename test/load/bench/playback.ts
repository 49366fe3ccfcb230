import { once } from "node:events"
import { writeFile } from "node:fs/promises"
import { setTimeout as delay } from "node:timers/promises"
import { mediaIdOf } from "@gir/contracts"
import { systemClock } from "@gir/sim"
import type { TestInstallation } from "../../harness/test-installation.ts"
import { recordAsFastAsPossible } from "./as-fast-as-possible.ts"
import { sized, type Bench, type BenchRun } from "./bench-run.ts"
import { callWav } from "./call-wav.ts"
import { processorTimes, spentEach } from "./processor-time.ts"
import { fileIn, makeProfile, onInstallation, rsaPrivateRate } from "./site.ts"
import { sum } from "./sums.ts"

/** Figure 4: playbacks against what the cores could do of RSA alone. */
export interface PlaybackFigures {
  readonly keyBits: number
  readonly recordingBytes: number
  readonly playsPerSecond: number
  readonly processorMs: Readonly<Record<string, number>>
  /** Of one core, measured in the same run. */
  readonly rsaPerSecond: number
  readonly coresUsed: number
  /** Of the RSA limit of the cores used. */
  readonly share: number
  /** At half that rate, from the intended start. */
  readonly firstByteMs: { readonly p50: number; readonly p99: number }
  readonly isAimMet: boolean
}

/** 120 KB of G.711 in two channels. */
const SECONDS = 7.5
const RECORDINGS = 60
const PLAYERS = 16
const WARM_UP_PLAYS = 3_000
const MEASURED_SECONDS = 10
const AIM_SHARE = 0.5
const AIM_FIRST_BYTE_MS = 50

export const playback: Bench = {
  limitMinutes: () => 8,
  measure: (run) =>
    onInstallation(run, async (installation) => {
      const path = fileIn(installation, "call.wav")
      await writeFile(path, callWav(SECONDS))
      for (const keyBits of [2_048, 4_096] as const) {
        run.say(`RSA ${keyBits}`)
        await run.keep(await measureKey(installation, { run, keyBits, path }))
      }
    }),
}

interface Measuring {
  readonly run: BenchRun
  readonly keyBits: 2_048 | 4_096
  readonly path: string
}

async function measureKey(
  installation: TestInstallation,
  { run, keyBits, path }: Measuring,
): Promise<PlaybackFigures> {
  const measuredMs = sized(run, MEASURED_SECONDS) * 1_000
  const facts = { name: `play-${keyBits}`, audio: "wav", recipients: 1, keyBits } as const
  const ivrProfileDbid = await makeProfile(installation, facts)
  const batch = { count: RECORDINGS, ivrProfileDbid, path }
  const { ids } = await recordAsFastAsPossible(installation, batch)
  const rsaPerSecond = await rsaPrivateRate(keyBits)
  const next = taker(ids)
  await playUntil(installation, { next, isOver: countTo(sized(run, WARM_UP_PLAYS)) })
  const before = await processorTimes(installation.folder)
  const startMs = systemClock.monotonicMs()
  const untilMs = startMs + measuredMs
  const plays = await playUntil(installation, {
    next,
    isOver: () => systemClock.monotonicMs() >= untilMs,
  })
  const seconds = (systemClock.monotonicMs() - startMs) / 1_000
  const processorMs = spentEach(before, await processorTimes(installation.folder), plays)
  const playsPerSecond = plays / seconds
  const usedMs = sum(Object.values(processorMs))
  const coresUsed = (usedMs * playsPerSecond) / 1_000
  const share = playsPerSecond / (rsaPerSecond * coresUsed)
  const perSecond = playsPerSecond / 2
  const firstByteMs = await openLoop(installation, { next, perSecond, measuredMs })
  return {
    keyBits,
    recordingBytes: SECONDS * 16_000,
    playsPerSecond,
    processorMs,
    rsaPerSecond,
    coresUsed,
    share,
    firstByteMs,
    isAimMet: share >= AIM_SHARE && firstByteMs.p99 < AIM_FIRST_BYTE_MS,
  }
}

function taker(ids: readonly string[]): () => string {
  let taken = 0
  return () => mediaIdOf(ids[taken++ % ids.length] ?? "", "call")
}

function countTo(limit: number): () => boolean {
  let count = 0
  return () => count++ >= limit
}

interface Playing {
  readonly next: () => string
  readonly isOver: () => boolean
}

/** @returns how many were played to the end. */
async function playUntil({ peers }: TestInstallation, { next, isOver }: Playing): Promise<number> {
  let plays = 0
  await Promise.all(
    Array.from({ length: PLAYERS }, async () => {
      while (!isOver()) {
        for await (const chunk of await peers.cryptoServer.play(next())) void chunk
        plays += 1
      }
    }),
  )
  return plays
}

interface OpenLoop {
  readonly next: () => string
  readonly perSecond: number
  readonly measuredMs: number
}

/** Plays at a steady rate, whatever is still under way. */
async function openLoop(
  { peers }: TestInstallation,
  { next, perSecond, measuredMs }: OpenLoop,
): Promise<{ p50: number; p99: number }> {
  const latenciesMs: number[] = []
  const startMs = systemClock.monotonicMs()
  const under: Promise<void>[] = []
  for (let index = 0; index < (perSecond * measuredMs) / 1_000; index += 1) {
    const dueMs = startMs + (index * 1_000) / perSecond
    await delay(Math.max(0, dueMs - systemClock.monotonicMs()))
    under.push(
      (async () => {
        const media = await peers.cryptoServer.play(next())
        await once(media, "readable")
        latenciesMs.push(systemClock.monotonicMs() - dueMs)
        for await (const chunk of media) void chunk
      })(),
    )
  }
  await Promise.all(under)
  const sorted = latenciesMs.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0
  return { p50: at(0.5), p99: at(0.99) }
}

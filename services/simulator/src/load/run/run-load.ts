import { isGirError, toGirError } from "@gir/errors"
import { mediaIdOf } from "@gir/contracts"
import { seededRandom, type Clock, type Random } from "@gir/sim"
import { setTimeout as wait } from "node:timers/promises"
import type { SimulatorConfig } from "../../config.ts"
import { eachOf } from "../../playback/each-of.ts"
import { playbackOracle } from "../../playback/oracle.ts"
import { offerInteraction } from "../../traffic/record-interaction.ts"
import { newRecordingId } from "../../traffic/recording-id.ts"
import { arrivalTimes } from "../arithmetic/arrivals.ts"
import { conservationProblems } from "../arithmetic/call-book.ts"
import { withBed, type LoadBed } from "../bed/load-bed.ts"
import { loadDurationMs, type LoadProfile } from "../profile/load-profile.ts"
import type { LoadDocument, Proof } from "../report/load-document.ts"
import { loadDocument } from "../report/make-document.ts"
import { callTracker, type CallTracker, type OfferedCall } from "./call-tracker.ts"
import { readHoldings } from "./check-holdings.ts"
import { runOpenLoop } from "./open-loop.ts"
import { openPlayers, type Players } from "./players.ts"
import { sampleServices } from "./service-samples.ts"
import { runActions, type Mark } from "./stage-actions.ts"

export interface LoadOptions {
  readonly profile: LoadProfile
  readonly config: SimulatorConfig
  readonly folder: string
  readonly clock: Clock
  readonly signal: AbortSignal
  /** What repeats the run. */
  readonly command: string
  /** Called about once a second with what there is to see. */
  readonly onProgress: (progress: LoadProgress) => void
}

/** A load that runs. */
export interface LoadProgress {
  readonly phase: "set-up" | "load" | "drain" | "prove"
  readonly elapsedMs: number
  readonly totalMs: number
  readonly tracker: CallTracker | null
  readonly players: Players | null
  readonly proved: number
}

const PROOFS_AT_ONCE = 32
const PROGRESS_MS = 1_000
const AGENT = "1001"

/** Starts an installation, puts it under the profile's load, and judges what came of it. */
export function runLoad(options: LoadOptions): Promise<LoadDocument> {
  options.onProgress({ ...NOTHING, totalMs: loadDurationMs(options.profile) })
  return withBed(options, (bed) => loadBed(options, bed))
}

const NOTHING: LoadProgress = {
  phase: "set-up",
  elapsedMs: 0,
  totalMs: 0,
  tracker: null,
  players: null,
  proved: 0,
}

async function loadBed(options: LoadOptions, bed: LoadBed): Promise<LoadDocument> {
  const { profile, clock, signal } = options
  const { jobs, nodes } = bed.installation
  const random = seededRandom(profile.seed)
  const [startMs, startedAtMs] = [clock.monotonicMs(), clock.machineMs()]
  const tracker = callTracker({ jobs, startedAtMs })
  const players = playersOf(options, { bed, tracker, startMs, random })
  const marks: Mark[] = []
  const loadMs = loadDurationMs(profile)
  const offered: OfferedCall[] = []
  let phase: LoadProgress["phase"] = "load"
  let proved = 0
  let isOver = false
  const show = setInterval(() => {
    const elapsedMs = clock.monotonicMs() - startMs
    options.onProgress({ phase, elapsedMs, totalMs: loadMs, tracker, players, proved })
  }, PROGRESS_MS)
  const failed = new AbortController()
  const running = AbortSignal.any([signal, failed.signal])
  try {
    const shared = { clock, startMs, signal: running }
    const watching = tracker.follow({ signal: running, isOver: () => isOver })
    const sampling = sampleServices({
      ...shared,
      nodes,
      jobs,
      isOver: () => phase !== "load" && isOver,
    })
    const load = Promise.all([
      offerCalls({ ...shared, profile, bed, tracker, random, offered }),
      playCalls({ ...shared, profile, players }),
      runActions({ ...shared, profile, bed, marks }),
    ]).catch((error: unknown) => {
      failed.abort(error)
      throw error
    })
    await load
    phase = "drain"
    await drained(tracker, { clock, untilMs: clock.monotonicMs() + profile.drainMs, signal })
    isOver = true
    await watching
    const samples = await sampling
    tracker.giveUp()
    phase = "prove"
    const proof = await prove(options, { bed, tracker, random, onPlayed: () => (proved += 1) })
    const { holdings, media } = await readHoldings(bed, offered, tracker.stored)
    const problems = conservationProblems(tracker.book, holdings)
    const queue = (await jobs.check()).backend
    const facts = { bed, tracker, players, marks, samples, proof, problems, media, offered }
    return loadDocument(options, { ...facts, queue, startedAtMs, loadMs })
  } finally {
    isOver = true
    failed.abort()
    clearInterval(show)
  }
}

interface Sharing {
  readonly clock: Clock
  readonly startMs: number
  readonly signal: AbortSignal
  readonly profile: LoadProfile
}

async function offerCalls(
  load: Sharing & {
    readonly bed: LoadBed
    readonly tracker: CallTracker
    readonly random: Random
    readonly offered: OfferedCall[]
  },
): Promise<void> {
  const { profile, bed, tracker, random, offered, clock, startMs, signal } = load
  const times = arrivalTimes(profile.stages, profile.arrivals, random)
  const choose = chooser(profile.calls.mix.map(({ weight }) => weight))
  const begin = async (_index: number, intendedMs: number): Promise<void> => {
    const part = choose(random.next())
    const one = bed.parts[part]
    if (one === undefined) throw new RangeError("a call of no part of the mix")
    const audio = random.integer(0, one.calls.length - 1)
    const recordingId = newRecordingId(random)
    const hasScreen = random.next() < one.part.screens
    const sentMs = clock.monotonicMs() - startMs
    const call = { recordingId, part, audio, hasScreen, intendedMs, sentMs }
    offered.push(call)
    tracker.offer(call)
    try {
      await offerOne(load, call)
    } catch (error) {
      signal.throwIfAborted()
      if (!isGirError(error)) throw error
      tracker.fail(call, error.code)
    }
  }
  await runOpenLoop({ times, startMs, clock, signal, begin })
}

async function offerOne(
  { bed, profile }: { readonly bed: LoadBed; readonly profile: LoadProfile },
  call: OfferedCall,
): Promise<void> {
  const one = bed.parts[call.part]
  const audio = one?.calls[call.audio]
  if (one === undefined || audio === undefined) throw new RangeError("a call without audio")
  await offerInteraction(bed.installation.jobs, {
    recordingId: call.recordingId,
    ivrProfileDbid: one.dbid,
    agentId: AGENT,
    audio: { kind: "file", path: audio.path },
    screen: call.hasScreen ? { source: { kind: "built-in" }, durationMs: audio.durationMs } : null,
    pace: profile.calls.pace,
    channels: "keep",
  })
}

/** @returns a function from a number below 1 to the place of a weight. */
function chooser(weights: readonly number[]): (at: number) => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return (at) => {
    let rest = at * total
    const found = weights.findIndex((weight) => (rest -= weight) < 0)
    return found < 0 ? weights.length - 1 : found
  }
}

function playersOf(
  { profile, clock }: LoadOptions,
  given: { bed: LoadBed; tracker: CallTracker; startMs: number; random: Random },
): Players | null {
  if (profile.playback === null) return null
  const { bed, tracker, startMs } = given
  return openPlayers({
    cryptoServer: bed.peers.cryptoServer,
    stored: tracker.stored,
    players: profile.playback.players,
    clock,
    startMs,
    // Of its own, so that how fast calls are stored does not change which calls come next.
    random: seededRandom(profile.seed + 1),
  })
}

/** Plays at a steady rate from the first second on, until calls end. */
async function playCalls(load: Sharing & { readonly players: Players | null }): Promise<void> {
  const { profile, players, clock, startMs, signal } = load
  if (players === null || profile.playback === null) return
  const { rate } = profile.playback
  const durationMs = loadDurationMs(profile) - FIRST_PLAY_MS
  if (durationMs <= 0) return
  const executor = "constant-arrival-rate" as const
  const stage = { executor, startRate: rate, endRate: rate, durationMs }
  const times = arrivalTimes([stage], "even", seededRandom(0)).map((ms) => ms + FIRST_PLAY_MS)
  const begin = (_index: number, intendedMs: number): Promise<void> => players.play(intendedMs)
  await runOpenLoop({ times, startMs, clock, signal, begin })
}

/** By then something is stored that can be played. */
const FIRST_PLAY_MS = 2_000
const LOOK_MS = 50

async function drained(
  tracker: CallTracker,
  { clock, untilMs, signal }: { clock: Clock; untilMs: number; signal: AbortSignal },
): Promise<void> {
  while (tracker.open() > 0 && clock.monotonicMs() < untilMs) {
    await wait(LOOK_MS, undefined, { signal })
  }
}

interface Proving {
  readonly bed: LoadBed
  readonly tracker: CallTracker
  readonly random: Random
  readonly onPlayed: () => void
}

/** Plays stored recordings through the queue, and compares each with its original. */
async function prove(
  { profile, clock, signal }: LoadOptions,
  { bed, tracker, random, onPlayed }: Proving,
): Promise<Proof> {
  const chosen = sampleOf(tracker.stored, profile.prove, random)
  const oracle = playbackOracle(bed.installation.jobs, `load-${Math.floor(clock.machineMs())}`)
  const unplayable: { recordingId: string; code: string }[] = []
  await eachOf(chosen, PROOFS_AT_ONCE, async ({ recordingId, part, audio }) => {
    signal.throwIfAborted()
    const original = bed.parts[part]?.calls[audio]?.original
    if (original === undefined) throw new RangeError("a call without an original")
    try {
      const playback = await oracle.play(mediaIdOf(recordingId, "call"), original)
      if (playback.status === "fails") unplayable.push({ recordingId, code: playback.code })
    } catch (error) {
      unplayable.push({ recordingId, code: toGirError(error).code })
    }
    onPlayed()
  })
  return { checked: chosen.length, plays: chosen.length - unplayable.length, unplayable }
}

function sampleOf<T>(all: readonly T[], count: "all" | number, random: Random): readonly T[] {
  if (count === "all" || count >= all.length) return all
  const rest = [...all]
  return Array.from({ length: count }, () => rest.splice(random.integer(0, rest.length - 1), 1)[0]!)
}

import { seededRandom, type Clock, type Random } from "@gir/sim"
import { setTimeout as wait } from "node:timers/promises"
import type { SimulatorConfig } from "../../config.ts"
import { arrivalTimes } from "../arithmetic/arrivals.ts"
import { conservationProblems } from "../arithmetic/call-book.ts"
import { urlOf } from "../../installation/node-environment.ts"
import { withBed, type LoadBed } from "../bed/load-bed.ts"
import { loadDurationMs, type LoadProfile } from "../profile/load-profile.ts"
import type { LoadDocument } from "../report/load-document.ts"
import { loadState } from "../report/load-state.ts"
import { loadDocument } from "../report/make-document.ts"
import { callTracker, type CallTracker, type OfferedCall } from "./call-tracker.ts"
import { readHoldings } from "./check-holdings.ts"
import { offerCalls, type Sharing } from "./offer-calls.ts"
import { runOpenLoop } from "./open-loop.ts"
import { measureCosts } from "./measure-costs.ts"
import { openPlayers, type Players } from "./players.ts"
import { prove, proveCustody } from "./prove.ts"
import { sampleServices } from "./service-samples.ts"
import { runActions, type Mark } from "./stage-actions.ts"
import type { LoadProgress } from "./load-progress.ts"

export interface LoadOptions {
  readonly profile: LoadProfile
  readonly config: SimulatorConfig
  readonly folder: string
  readonly clock: Clock
  readonly signal: AbortSignal
  /** What repeats the run. */
  readonly command: string
  /** Called when the installation stands, with where it is watched. */
  readonly onStarted: (watched: WatchedAt) => void
  /** Called about once a second with what there is to see. */
  readonly onProgress: (progress: LoadProgress) => void
}

/** The console of the load's own installation. */
export interface WatchedAt {
  readonly console: string
  /** Who may log in there, and how. */
  readonly usersFile: string
}

const PROGRESS_MS = 1_000

/** Starts an installation, puts it under the profile's load, and judges what came of it. */
export function runLoad(options: LoadOptions): Promise<LoadDocument> {
  const { profile } = options
  let latest: LoadProgress = { ...NOTHING, totalMs: loadDurationMs(profile) }
  const onProgress = (progress: LoadProgress): void => {
    latest = progress
    options.onProgress(progress)
  }
  onProgress(latest)
  const bedOptions = { ...options, watch: () => loadState(profile.name, latest) }
  return withBed(bedOptions, (bed) => {
    const { nodes, secrets } = bed.installation
    options.onStarted({ console: urlOf(nodes, "gax"), usersFile: secrets.usersFile })
    return loadBed({ ...options, onProgress }, bed)
  })
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
  const { jobs } = bed.installation
  const random = seededRandom(profile.seed)
  const [startMs, startedAtMs] = [clock.monotonicMs(), clock.machineMs()]
  const { warmUpMs } = profile
  const tracker = callTracker({ jobs, startedAtMs, warmUpMs })
  const players = playersOf(options, { bed, tracker, startMs, random })
  const marks: Mark[] = []
  const kills: Record<string, number> = {}
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
      nodes: bed.sampledNodes,
      servers: bed.servers,
      jobs,
      isOver: () => phase !== "load" && isOver,
    })
    const load = Promise.all([
      offerCalls({ ...shared, profile, bed, tracker, random, offered }),
      playCalls({ ...shared, profile, players }),
      runActions({ ...shared, profile, bed, marks, kills, random: seededRandom(profile.seed + 2) }),
    ]).catch((error: unknown) => {
      failed.abort(error)
      // What ended it first: an abort only tells that something did.
      throw failed.signal.reason
    })
    // Awaited below; if one fails before that, it must not end the process unheard.
    for (const work of [watching, sampling]) work.catch((error: unknown) => failed.abort(error))
    await load
    phase = "drain"
    await drained(tracker, {
      clock,
      untilMs: clock.monotonicMs() + profile.drainMs,
      signal: running,
    })
    if (tracker.open() > 0) await closeIntake(bed, { tracker, clock, signal: running })
    isOver = true
    await watching
    const samples = await sampling
    tracker.giveUp()
    phase = "prove"
    const { stored } = tracker
    const proof = await prove(options, { bed, stored, random, onPlayed: () => (proved += 1) })
    const { holdings, media } = await readHoldings(bed, offered, stored)
    const problems = conservationProblems(tracker.book, holdings)
    const custody = await proveCustody(bed, offered, media)
    const queue = (await jobs.check()).backend
    const seen = { bed, tracker, players, marks, kills, samples, media, offered }
    const partCosts = await measureCosts(bed)
    const facts = { ...seen, proof, custody, partCosts, problems }
    return loadDocument(options, { ...facts, queue, startedAtMs, loadMs })
  } finally {
    isOver = true
    failed.abort()
    clearInterval(show)
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
    warmUpMs: profile.warmUpMs,
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

/** The recorders stop, so that no call is stored that was given up. */
async function closeIntake(
  { installation }: LoadBed,
  { tracker, clock, signal }: { tracker: CallTracker; clock: Clock; signal: AbortSignal },
): Promise<void> {
  const { nodes, supervisor } = installation
  const recorders = nodes.filter(({ service }) => service === "mcp")
  await Promise.all(recorders.map(({ name }) => supervisor.halt(name)))
  const untilMs = clock.monotonicMs() + SETTLE_MS
  while (tracker.settling() > 0 && clock.monotonicMs() < untilMs) {
    await wait(LOOK_MS, undefined, { signal })
  }
}

/** What a recorder has handed over is known within this, however long the queue is. */
const SETTLE_MS = 30_000

async function drained(
  tracker: CallTracker,
  { clock, untilMs, signal }: { clock: Clock; untilMs: number; signal: AbortSignal },
): Promise<void> {
  while (tracker.open() > 0 && clock.monotonicMs() < untilMs) {
    await wait(LOOK_MS, undefined, { signal })
  }
}

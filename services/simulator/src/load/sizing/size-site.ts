import { findTightest, type Tightest } from "./find-tightest.ts"
import type { MuxCosts, PlaybackCosts, RecordingCosts } from "./measured-costs.ts"

/** What a contact centre asks of its recording: all of it is told, nothing measured. */
export interface SiteDemand {
  readonly callsPerHour: number
  /** Mean length of a call. */
  readonly callSeconds: number
  readonly retentionDays: number
  readonly playbacksPerHour: number
  /** Length of the recipients' RSA keys, by which playing differs. */
  readonly keyBits: number
  /** Calls with a screen recording, which are muxed. */
  readonly muxesPerHour: number
  /** What a screen and its muxed file take together; null: not told. */
  readonly muxBytes: number | null
  /** Share of a core's time that may be used, 0 to 1: the rest is for peaks. */
  readonly utilisation: number
}

/** What was measured of each kind of work; null: not asked for, or not measured. */
export interface SiteCosts {
  readonly recording: RecordingCosts
  readonly playback: PlaybackCosts | null
  readonly mux: MuxCosts | null
}

export const WORK = ["recording", "playback", "mux"] as const
export type Work = (typeof WORK)[number]

export interface ServiceSize {
  readonly service: string
  /** Processor time of one recording, playback and mux of this length; null: not known. */
  readonly msPerCall: number
  readonly msPerPlayback: number | null
  readonly msPerMux: number | null
  /** Cores that are busy on average. */
  readonly busyCores: number
  /** Whole cores at the utilisation that is allowed. */
  readonly cores: number
}

export interface SiteSize {
  readonly backend: string
  readonly callsPerSecond: number
  readonly playbacksPerSecond: number
  readonly muxesPerSecond: number
  /** Calls that are in progress at once, by Little's law. */
  readonly concurrentCalls: number
  /** How many times what was measured the work of this demand is taken for. */
  readonly timesLonger: Readonly<Record<Work, number | null>>
  /** The hungriest first. */
  readonly services: readonly ServiceSize[]
  readonly cores: number
  readonly storageBytesPerDay: number
  readonly storageBytes: number
  /** Of recording alone: nothing counts those of playing and muxing. */
  readonly transactionsPerSecond: number
  readonly bottleneck: Tightest
}

const HOUR_S = 3_600
const HOURS_OF_A_DAY = 24
/** A screen and a muxed file are written for each mux, beside the call. */
const FILES_PER_MUX = 2

/**
 * How much machine a demand takes, by what one recording, playback and mux cost where it was
 * measured. A longer one costs as much more as it is longer; what it costs whatever its length is in
 * that figure too, so that this is an upper limit, and that shorter ones cost at least the measured
 * cost.
 */
export function sizeSite(demand: SiteDemand, costs: SiteCosts): SiteSize {
  const { callsPerHour, callSeconds, retentionDays, muxesPerHour, utilisation } = demand
  const { recording } = costs
  const loads = loadsOf(demand, costs)
  const services = servicesOf(loads, utilisation)
  const busyCores = services.reduce((sum, service) => sum + service.busyCores, 0)
  const callBytes = callBytesOf(demand, recording)
  const bytesPerHour = callsPerHour * callBytes + muxesPerHour * (demand.muxBytes ?? 0)
  const callsPerSecond = callsPerHour / HOUR_S
  return {
    backend: recording.backend,
    callsPerSecond,
    playbacksPerSecond: demand.playbacksPerHour / HOUR_S,
    muxesPerSecond: muxesPerHour / HOUR_S,
    concurrentCalls: callsPerSecond * callSeconds,
    timesLonger: {
      recording: loads.recording?.times ?? null,
      playback: loads.playback?.times ?? null,
      mux: loads.mux?.times ?? null,
    },
    services,
    cores: Math.ceil(busyCores / utilisation),
    storageBytesPerDay: bytesPerHour * HOURS_OF_A_DAY,
    storageBytes: bytesPerHour * HOURS_OF_A_DAY * retentionDays,
    transactionsPerSecond: callsPerSecond * recording.commitsPerRecording,
    bottleneck: findTightest({ services, diskShare: diskShareOf(demand, recording), demand }),
  }
}

interface WorkLoad {
  readonly perSecond: number
  readonly times: number
  readonly processorMs: Readonly<Record<string, number>>
}

type WorkLoads = Readonly<Record<Work, WorkLoad | null>>

function loadsOf(demand: SiteDemand, { recording, playback, mux }: SiteCosts): WorkLoads {
  const { callsPerHour, playbacksPerHour, muxesPerHour, callSeconds } = demand
  const load = (
    perHour: number,
    { processorMs }: Pick<MuxCosts, "processorMs">,
    ratio: number,
  ) => ({
    perSecond: perHour / HOUR_S,
    times: Math.max(1, ratio),
    processorMs,
  })
  const playedBytes = callBytesOf(demand, recording)
  return {
    recording: load(callsPerHour, recording, callSeconds / recording.audioSeconds),
    playback: playback && load(playbacksPerHour, playback, playedBytes / playback.recordingBytes),
    mux: mux && load(muxesPerHour, mux, callSeconds / mux.audioSeconds),
  }
}

function callBytesOf({ callSeconds }: SiteDemand, measured: RecordingCosts): number {
  return (measured.objectBytes * callSeconds) / measured.audioSeconds
}

function servicesOf(loads: WorkLoads, utilisation: number): readonly ServiceSize[] {
  const present = WORK.flatMap((work) => loads[work] ?? [])
  const names = new Set(present.flatMap(({ processorMs }) => Object.keys(processorMs)))
  const each = (load: WorkLoad | null, service: string): number | null =>
    load && (load.processorMs[service] ?? 0) * load.times
  return [...names]
    .map((service) => {
      const busyMs = present.map((load) => load.perSecond * (each(load, service) ?? 0))
      const busyCores = busyMs.reduce((sum, ms) => sum + ms, 0) / 1_000
      return {
        service,
        msPerCall: each(loads.recording, service) ?? 0,
        msPerPlayback: each(loads.playback, service),
        msPerMux: each(loads.mux, service),
        busyCores,
        cores: Math.ceil(busyCores / utilisation),
      }
    })
    .toSorted((a, b) => b.busyCores - a.busyCores)
}

/** How much of a disk like the measured one is used: each file counts once, a larger one more. */
function diskShareOf(demand: SiteDemand, measured: RecordingCosts): number {
  const { callsPerHour, muxesPerHour, muxBytes } = demand
  const { objectBytes, filesPerSecond } = measured
  const callFiles = Math.max(1, callBytesOf(demand, measured) / objectBytes)
  const muxFiles = Math.max(FILES_PER_MUX, (muxBytes ?? 0) / objectBytes)
  return (callsPerHour * callFiles + muxesPerHour * muxFiles) / HOUR_S / filesPerSecond
}

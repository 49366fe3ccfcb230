import { driftOf, lowerEnvelope, type Drift, type Series } from "@gir/simulator"
import type { Reading } from "./service-watch.ts"

/**
 * What counts as no growth, per hour. 1 MiB is 24 MiB a day: a service that is restarted with each
 * month's updates would have grown by 720 MiB, which the smallest machine has. A descriptor an hour
 * stays below the usual limit of 1024 for as long. Less than that cannot be told from noise here.
 */
export const TOLERANCE = { memoryMiB: 1, openFiles: 1 } as const

export interface ServiceDrift {
  /** Of the windows' lowest values, in MiB; null when there were too few. */
  readonly memory: Drift | null
  /** The second half alone: what still settles slows down, a leak does not. */
  readonly memoryLater: Drift | null
  readonly openFiles: Drift | null
  readonly firstMiB: number
  readonly lastMiB: number
  readonly mostMiB: number
  /** The lowest value of each window: second, MiB. */
  readonly windows: Series
  readonly isFlat: boolean
}

export interface Judged {
  readonly windowSeconds: number
  readonly services: Readonly<Record<string, ServiceDrift>>
}

const WINDOWS = 25
const SHORTEST_WINDOW_SECONDS = 15

export function judgeSoak(
  readings: readonly Reading[],
  { settleSeconds, seconds }: { readonly settleSeconds: number; readonly seconds: number },
): Judged {
  const windowSeconds = Math.max(SHORTEST_WINDOW_SECONDS, (seconds - settleSeconds) / WINDOWS)
  const settled = readings.filter(({ second }) => second >= settleSeconds)
  const names = [...new Set(readings.map(({ service }) => service))]
  const services = names.map((name) => {
    const own = settled.filter(({ service }) => service === name)
    return [name, judgeService(own, windowSeconds)] as const
  })
  return { windowSeconds, services: Object.fromEntries(services) }
}

function judgeService(own: readonly Reading[], windowSeconds: number): ServiceDrift {
  const windows = envelope(own, { windowSeconds, of: ({ residentMiB }) => residentMiB })
  const files = envelope(own, { windowSeconds, of: ({ openFiles: count }) => count })
  const memory = driftOf(windows, { tolerance: TOLERANCE.memoryMiB })
  const later = windows.slice(Math.floor(windows.length / 2))
  const openFiles = driftOf(files, { tolerance: TOLERANCE.openFiles })
  return {
    memory,
    memoryLater: driftOf(later, { tolerance: TOLERANCE.memoryMiB }),
    openFiles,
    firstMiB: windows[0]?.[1] ?? 0,
    lastMiB: windows.at(-1)?.[1] ?? 0,
    mostMiB: own.reduce((most, { residentMiB }) => Math.max(most, residentMiB), 0),
    windows,
    // Too short a soak has shown nothing.
    isFlat: memory?.verdict === "flat" && openFiles?.verdict === "flat",
  }
}

interface EnvelopeOptions {
  readonly windowSeconds: number
  readonly of: (reading: Reading) => number
}

function envelope(own: readonly Reading[], { windowSeconds, of }: EnvelopeOptions): Series {
  return lowerEnvelope(
    own.map((reading) => [reading.second, of(reading)] as const),
    windowSeconds,
  )
}

/** What a reader is told of a soak, and sees. */
export function soakPlots(readings: readonly Reading[], { services, windowSeconds }: Judged) {
  const names = Object.keys(services)
  const lines = (of: (reading: Reading) => number) =>
    names.map((label) => ({
      label,
      points: readings
        .filter(({ service }) => service === label)
        .map((reading) => [reading.second, of(reading)] as const),
    }))
  const findings = names.map((name) => `${name}: ${sentence(services[name]?.memory ?? null)}`)
  return {
    findings,
    plots: [
      {
        title: "Resident memory",
        finding: "Every reading; a collector's sawtooth is part of it.",
        unit: "MiB",
        lines: lines(({ residentMiB }) => residentMiB),
      },
      {
        title: "Lower envelope",
        finding: `The lowest reading of each ${windowSeconds} s; the slopes are of these.`,
        unit: "MiB",
        lines: names.map((label) => ({ label, points: services[label]?.windows ?? [] })),
      },
      {
        title: "Open file descriptors",
        finding: "Files, sockets and pipes.",
        unit: "open",
        lines: lines(({ openFiles }) => openFiles),
      },
    ],
  }
}

function sentence(drift: Drift | null): string {
  if (drift === null) return "too short to say"
  const { perHour, low, high, verdict } = drift
  const [slope, least, most] = [perHour, low, high].map((one) => one.toFixed(1))
  return `${verdict}; ${slope} MiB per hour, 95 % interval ${least} to ${most}`
}

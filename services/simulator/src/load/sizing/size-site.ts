import type { MeasuredCosts } from "./measured-costs.ts"

/** What a contact centre asks of its recording. */
export interface SiteDemand {
  readonly callsPerHour: number
  /** Mean length of a call. */
  readonly callSeconds: number
  readonly retentionDays: number
  /** Share of a core's time that may be used, 0 to 1: the rest is for peaks. */
  readonly utilisation: number
}

export interface ServiceSize {
  readonly service: string
  /** Processor time of one recording of this length. */
  readonly msPerCall: number
  /** Cores that are busy on average. */
  readonly busyCores: number
  /** Whole cores at the utilisation that is allowed. */
  readonly cores: number
}

export interface SiteSize {
  readonly backend: string
  readonly callsPerSecond: number
  /** Calls that are in progress at once, by Little's law. */
  readonly concurrentCalls: number
  /** The hungriest first. */
  readonly services: readonly ServiceSize[]
  readonly cores: number
  readonly storageBytesPerDay: number
  readonly storageBytes: number
  readonly transactionsPerSecond: number
}

const HOUR_S = 3_600
const HOURS_OF_A_DAY = 24

/**
 * How much machine a demand takes, by what one recording cost where it was measured. A longer
 * recording costs as much more as it is longer; what a recording costs whatever its length is in that
 * figure too, so that shorter calls than the measured ones cost at least the measured cost.
 */
export function sizeSite(demand: SiteDemand, measured: MeasuredCosts): SiteSize {
  const { callsPerHour, callSeconds, retentionDays, utilisation } = demand
  const callsPerSecond = callsPerHour / HOUR_S
  const length = callSeconds / measured.audioSeconds
  const services = Object.entries(measured.processorMs)
    .map(([service, ms]) => {
      const msPerCall = ms * Math.max(1, length)
      const busyCores = (callsPerSecond * msPerCall) / 1_000
      return { service, msPerCall, busyCores, cores: Math.ceil(busyCores / utilisation) }
    })
    .toSorted((a, b) => b.busyCores - a.busyCores)
  const busyCores = services.reduce((sum, service) => sum + service.busyCores, 0)
  const storageBytesPerDay = callsPerHour * HOURS_OF_A_DAY * measured.objectBytes * length
  return {
    backend: measured.backend,
    callsPerSecond,
    concurrentCalls: callsPerSecond * callSeconds,
    services,
    cores: Math.ceil(busyCores / utilisation),
    storageBytesPerDay,
    storageBytes: storageBytesPerDay * retentionDays,
    transactionsPerSecond: callsPerSecond * measured.commitsPerRecording,
  }
}

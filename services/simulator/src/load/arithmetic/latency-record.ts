import { build, encodeIntoCompressedBase64, type Histogram } from "hdr-histogram-js"

/** One thing that was done: when it was meant to begin, when it did, and when it was over. */
export interface Timing {
  readonly intendedMs: number
  readonly sentMs: number
  readonly endedMs: number
}

/** Latencies of one second of the load, by the second in which they were meant to begin. */
export interface SecondLatency {
  readonly second: number
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
  /** Milliseconds and how often they came, for whoever compares two runs. */
  readonly values: readonly (readonly [number, number])[]
}

export interface LatencyFacts {
  readonly count: number
  readonly min: number
  readonly avg: number
  readonly max: number
  /** By percentile, in milliseconds. */
  readonly percentiles: Readonly<Record<string, number>>
  /** The same without what waited to begin: what a closed loop would have seen. */
  readonly naive: Readonly<Record<string, number>>
  /** HDR histogram of microseconds, compressed, base64. */
  readonly hdr: string
  readonly seconds: readonly SecondLatency[]
}

/** Notes latencies from the intended start: a stall counts for all that it kept waiting. */
export interface LatencyRecord {
  note(timing: Timing): void
  count(): number
  /** @returns a percentile from 0 to 100 in milliseconds, or null when nothing was noted. */
  percentile(percentile: number): number | null
  facts(): LatencyFacts
}

/** Those that the report draws. */
export const PERCENTILES = [50, 75, 90, 95, 99, 99.5, 99.9, 99.99, 100] as const
const HIGHEST_US = 3_600_000_000
const US = 1_000
const DIGITS = 3

export function latencyRecord(): LatencyRecord {
  const corrected = newHistogram()
  const naive = newHistogram()
  const seconds = new Map<number, number[]>()
  return {
    note: ({ intendedMs, sentMs, endedMs }) => {
      const ms = endedMs - intendedMs
      corrected.recordValue(microseconds(ms))
      naive.recordValue(microseconds(endedMs - sentMs))
      const second = Math.floor(intendedMs / 1_000)
      const list = seconds.get(second) ?? []
      list.push(Math.max(0, ms))
      seconds.set(second, list)
    },
    count: () => corrected.totalCount,
    percentile: (percentile) =>
      corrected.totalCount === 0 ? null : corrected.getValueAtPercentile(percentile) / US,
    facts: () => factsOf(corrected, naive, seconds),
  }
}

function factsOf(
  corrected: Histogram,
  naive: Histogram,
  seconds: ReadonlyMap<number, readonly number[]>,
): LatencyFacts {
  const isEmpty = corrected.totalCount === 0
  return {
    count: corrected.totalCount,
    min: isEmpty ? 0 : corrected.minNonZeroValue / US,
    avg: isEmpty ? 0 : corrected.mean / US,
    max: isEmpty ? 0 : corrected.maxValue / US,
    percentiles: percentilesOf(corrected),
    naive: percentilesOf(naive),
    hdr: encodeIntoCompressedBase64(corrected),
    seconds: [...seconds]
      .toSorted(([a], [b]) => a - b)
      .map(([second, all]) => oneSecond(second, all)),
  }
}

function newHistogram(): Histogram {
  return build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_US,
    numberOfSignificantValueDigits: DIGITS,
  })
}

/** The histogram throws outside its range: a clock that stepped back is a latency of nothing. */
function microseconds(ms: number): number {
  return Math.min(HIGHEST_US, Math.max(1, Math.round(ms * US)))
}

function percentilesOf(histogram: Histogram): Record<string, number> {
  return Object.fromEntries(
    PERCENTILES.map((percentile) => [
      String(percentile),
      histogram.totalCount === 0 ? 0 : histogram.getValueAtPercentile(percentile) / US,
    ]),
  )
}

function oneSecond(second: number, all: readonly number[]): SecondLatency {
  const sorted = all.toSorted((a, b) => a - b)
  const counts = new Map<number, number>()
  for (const ms of sorted) {
    const rounded = Number(ms.toPrecision(DIGITS))
    counts.set(rounded, (counts.get(rounded) ?? 0) + 1)
  }
  return {
    second,
    count: sorted.length,
    p50: nearestRank(sorted, 50),
    p95: nearestRank(sorted, 95),
    p99: nearestRank(sorted, 99),
    max: sorted.at(-1) ?? 0,
    values: [...counts],
  }
}

/** @param sorted ascending, not empty. */
function nearestRank(sorted: readonly number[], percentile: number): number {
  const rank = Math.max(1, Math.ceil((percentile / 100) * sorted.length))
  return sorted[rank - 1] ?? 0
}

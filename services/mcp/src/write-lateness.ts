import { WriteLatenessFigures } from "@gir/contracts"
import { requireServiceToken, type App } from "@gir/service-kit"
import { build, type Histogram } from "hdr-histogram-js"

/** How late the blocks of live calls are written. */
export interface WriteLateness {
  /** A block that was due at `dueMs` of the monotonic clock is written now. */
  note(dueMs: number): void
  /** Microseconds, since the start of the process. */
  readonly histogram: Histogram
  /** Since it was last cleared. */
  figures(): WriteLatenessFigures
  clear(): void
}

const HIGHEST_US = 3_600_000_000
const DIGITS = 3
const US_PER_MS = 1_000
const QUANTILES = [50, 90, 99, 99.9] as const

/** @param nowMs the clock that the blocks are due by. */
export function writeLateness(nowMs: () => number): WriteLateness {
  const histogram = emptyHistogram()
  const recent = emptyHistogram()
  return {
    histogram,
    figures: () => figuresOf(recent),
    clear: () => recent.reset(),
    note: (dueMs) => {
      // Timers may fire a fraction of a millisecond early; the histogram knows no such value.
      const us = Math.max(Math.round((nowMs() - dueMs) * US_PER_MS), 0)
      histogram.recordValue(Math.min(us, HIGHEST_US))
      recent.recordValue(Math.min(us, HIGHEST_US))
    },
  }
}

function emptyHistogram(): Histogram {
  return build({
    highestTrackableValue: HIGHEST_US,
    numberOfSignificantValueDigits: DIGITS,
    bitBucketSize: 32,
  })
}

function figuresOf(histogram: Histogram): WriteLatenessFigures {
  const msAt = (percentile: number): number =>
    histogram.getValueAtPercentile(percentile) / US_PER_MS
  return {
    blocks: histogram.totalCount,
    p50Ms: msAt(50),
    p90Ms: msAt(90),
    p99Ms: msAt(99),
    p999Ms: msAt(99.9),
    maxMs: histogram.maxValue / US_PER_MS,
  }
}

/** Offers the lateness of a while: `DELETE` begins it, and answers with the one before. */
export function latenessRoutes(
  app: App,
  { lateness, serviceToken }: { lateness: WriteLateness; serviceToken: string },
): void {
  const onRequest = requireServiceToken(serviceToken)
  const options = { onRequest, schema: { response: { 200: WriteLatenessFigures } } }
  app.get("/write-lateness", options, async () => lateness.figures())
  app.delete("/write-lateness", options, async () => {
    const figures = lateness.figures()
    lateness.clear()
    return figures
  })
}

/** Offers the lateness at `/metrics`, since the start of the process. */
export function latenessMetrics(app: App, { histogram }: WriteLateness): void {
  const seconds = (us: number): number => (histogram.totalCount === 0 ? Number.NaN : us / 1_000_000)
  app.metrics.gauge({
    name: "gir_mcp_live_blocks_written",
    help: "Blocks of live calls written since the start.",
    read: () => histogram.totalCount,
  })
  for (const quantile of QUANTILES) {
    app.metrics.gauge({
      name: `gir_mcp_write_lateness_p${String(quantile).replace(".", "_")}_seconds`,
      help: `Percentile ${quantile} of how late blocks of live calls were written.`,
      read: () => seconds(histogram.getValueAtPercentile(quantile)),
    })
  }
  app.metrics.gauge({
    name: "gir_mcp_write_lateness_max_seconds",
    help: "How late the latest block of a live call was written.",
    read: () => seconds(histogram.maxValue),
  })
}

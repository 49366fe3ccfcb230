import { createHistogram, type Histogram, type RecordableHistogram } from "node:perf_hooks"
import { WriteLatenessFigures } from "@gir/contracts"
import { requireServiceToken, type App } from "@gir/service-kit"

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

/** The histogram knows no zero. */
const LOWEST_US = 1
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
      // Timers may fire a fraction of a millisecond early, and a laptop may have slept for a day.
      const late = Math.round((nowMs() - dueMs) * US_PER_MS)
      const us = Math.min(Math.max(late, LOWEST_US), HIGHEST_US)
      histogram.record(us)
      recent.record(us)
    },
  }
}

function emptyHistogram(): RecordableHistogram {
  return createHistogram({ lowest: LOWEST_US, highest: HIGHEST_US, figures: DIGITS })
}

function figuresOf(histogram: Histogram): WriteLatenessFigures {
  const msAt = (percentile: number): number => histogram.percentile(percentile) / US_PER_MS
  return {
    blocks: histogram.count,
    p50Ms: msAt(50),
    p90Ms: msAt(90),
    p99Ms: msAt(99),
    p999Ms: msAt(99.9),
    maxMs: histogram.max / US_PER_MS,
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
  const seconds = (us: number): number => (histogram.count === 0 ? Number.NaN : us / 1_000_000)
  app.metrics.gauge({
    name: "gir_mcp_live_blocks_written",
    help: "Blocks of live calls written since the start.",
    read: () => histogram.count,
  })
  for (const quantile of QUANTILES) {
    app.metrics.gauge({
      name: `gir_mcp_write_lateness_p${String(quantile).replace(".", "_")}_seconds`,
      help: `Percentile ${quantile} of how late blocks of live calls were written.`,
      read: () => seconds(histogram.percentile(quantile)),
    })
  }
  app.metrics.gauge({
    name: "gir_mcp_write_lateness_max_seconds",
    help: "How late the latest block of a live call was written.",
    read: () => seconds(histogram.max),
  })
}

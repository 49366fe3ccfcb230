import type { BenchSource } from "./bench-file.ts"
import type { SiteCosts, SiteDemand } from "./size-site.ts"

/** A figure that a size would follow from and that nobody has; none is made up in its place. */
export interface MissingFigure {
  readonly figure: string
  /** How to come by it. */
  readonly how: string
}

/** Where the costs come from; null: not asked for. */
export interface SiteSources {
  readonly recording: BenchSource
  readonly playback: BenchSource | null
  readonly mux: BenchSource | null
}

/** The backend, and the server. */
const REDIS = "redis"

interface Asked {
  readonly demand: SiteDemand
  readonly costs: SiteCosts
  readonly sources: SiteSources
}

/** @returns what the size of one site leaves out, of that which was asked for. */
export function missingFigures({ demand, costs, sources }: Asked): readonly MissingFigure[] {
  const measure = (source: BenchSource): string => `on an idle machine: ${source.command}`
  const missing: MissingFigure[] = []
  const { backend, processorMs } = costs.recording
  if (backend === REDIS && !Object.hasOwn(processorMs, REDIS)) {
    missing.push({
      figure: "redis: processor time of a recording",
      how: "the bench does not count it: gir load run with queue: redis has it in its samples",
    })
  }
  if (sources.playback !== null && costs.playback === null) {
    const figure = `rcs: processor time of a playback with RSA ${demand.keyBits}`
    missing.push({ figure, how: measure(sources.playback) })
  }
  if (sources.mux === null) return missing
  if (costs.mux === null) {
    missing.push({ figure: "muxer: processor time of a mux", how: measure(sources.mux) })
  }
  if (demand.muxBytes === null) {
    const figure = "storage: bytes of a screen and its muxed file"
    missing.push({ figure, how: "an input, from files of your own: --mux-megabytes" })
  }
  missing.push({
    figure: "screen-recorder, rws: processor time of a screen",
    how: "no bench has it: gir load run with screens: 1 and with 0 in calls.mix, and compare samples",
  })
  return missing
}

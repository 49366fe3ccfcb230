import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import type { BenchFile } from "../load/sizing/bench-file.ts"
import {
  readMuxCosts,
  readPlaybackCosts,
  readRecordingCosts,
} from "../load/sizing/measured-costs.ts"
import { missingFigures } from "../load/sizing/missing-figures.ts"
import { sizeSite, type SiteDemand } from "../load/sizing/size-site.ts"
import { missingOf, sizingLines, type Sizing } from "../load/sizing/sizing-text.ts"

export interface SizingOptions {
  readonly callsPerHour: number
  readonly length: number
  readonly retention: number
  readonly playbacksPerHour: number
  readonly keyBits: number
  readonly muxesPerHour: number
  readonly muxMegabytes?: number
  readonly utilisation: number
  /** What the benches of pipeline, playback and scale-out wrote. */
  readonly from: string
  readonly playbackFrom: string
  readonly muxFrom: string
  readonly json: boolean
}

/**
 * Computes the machines for a contact centre from what was measured. What was asked for and measured
 * nowhere is missing from the sizes and named: not proved, never guessed.
 *
 * @throws ERR_CLI_INPUT_UNREADABLE
 */
export async function sizingCommand(
  options: SizingOptions,
  { terminal, folder }: CommandContext,
): Promise<ExitCode> {
  const sizing = await sizingOf(options, folder)
  if (options.json) terminal.out(JSON.stringify(documentOf(sizing)))
  else for (const line of sizingLines(sizing)) terminal.out(line)
  return EXIT.held
}

async function sizingOf(options: SizingOptions, folder: string): Promise<Sizing> {
  const demand = demandOf(options)
  const recording = await readRecordingCosts({ folder, file: options.from })
  const playback = await asked(demand.playbacksPerHour, () =>
    readPlaybackCosts({ folder, file: options.playbackFrom }, demand.keyBits),
  )
  const mux = await asked(demand.muxesPerHour, () =>
    readMuxCosts({ folder, file: options.muxFrom }),
  )
  const measured = { playback: playback.figures, mux: mux.figures }
  const sources = { recording: recording.source, playback: playback.source, mux: mux.source }
  const sites = recording.figures.map((one) => {
    const costs = { recording: one, ...measured }
    const missing = missingFigures({ demand, costs, sources })
    return { costs, missing, size: sizeSite(demand, costs) }
  })
  return { demand, sources, sites }
}

function demandOf(options: SizingOptions): SiteDemand {
  const { muxMegabytes } = options
  return {
    callsPerHour: options.callsPerHour,
    callSeconds: options.length,
    retentionDays: options.retention,
    playbacksPerHour: options.playbacksPerHour,
    keyBits: options.keyBits,
    muxesPerHour: options.muxesPerHour,
    muxBytes: muxMegabytes === undefined ? null : muxMegabytes * 1_000_000,
    utilisation: options.utilisation,
  }
}

interface Unasked {
  readonly source: null
  readonly figures: null
}

/** What nobody asks for needs no measurement. */
async function asked<T>(
  perHour: number,
  read: () => Promise<BenchFile<T>>,
): Promise<BenchFile<T> | Unasked> {
  return perHour > 0 ? read() : { source: null, figures: null }
}

function documentOf({ demand, sources, sites }: Sizing): object {
  const missing = missingOf(sites)
  const sizes = sites.map(({ size }) => size)
  return {
    schema: "gir.sizing/1",
    verdict: missing.length === 0 ? "held" : "notProved",
    exitCode: EXIT.held,
    demand,
    // Of the pipeline, the only one when this field was made.
    measured: sources.recording.measured,
    sources,
    costs: sites.map(({ costs }) => costs),
    sizes,
    missing,
    errors: [],
  }
}

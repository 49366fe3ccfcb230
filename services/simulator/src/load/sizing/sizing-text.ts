import { alignColumns } from "../../cli/table.ts"
import { PUBLISHED_CAPACITY, PUBLISHED_FOR } from "../report/published-capacity.ts"
import type { BenchSource } from "./bench-file.ts"
import type { MissingFigure, SiteSources } from "./missing-figures.ts"
import type { SiteCosts, SiteDemand, SiteSize } from "./size-site.ts"
import { sizeLines } from "./size-lines.ts"

export interface Sizing {
  readonly demand: SiteDemand
  readonly sources: SiteSources
  /** One for each backend of the queue. */
  readonly sites: readonly Site[]
}

export interface Site {
  readonly costs: SiteCosts
  readonly size: SiteSize
  readonly missing: readonly MissingFigure[]
}

/** The sizing page in the terminal: what was told, what was measured where, and what follows. */
export function sizingLines({ demand, sources, sites }: Sizing): string[] {
  return [
    "Inputs (nothing here was measured)",
    ...alignColumns(inputRows(demand)),
    "",
    "Measured (everything marked so below)",
    ...alignColumns(sourceRows(sources)),
    ...sites.flatMap((site) => ["", ...sizeLines({ ...site, demand })]),
    ...missingLines(missingOf(sites)),
    "",
    ...context(),
  ]
}

function inputRows(demand: SiteDemand): string[][] {
  const { callsPerHour, playbacksPerHour, muxesPerHour, keyBits, muxBytes } = demand
  const size = muxBytes === null ? "" : `, screen and muxed file ${muxBytes / 1e6} MB`
  return [
    ["  Calls", `${number(callsPerHour)} in the busiest hour, ${demand.callSeconds} s on average`],
    ["  Playbacks", `${number(playbacksPerHour)} of these calls in that hour, RSA ${keyBits}`],
    ["  Muxes", `${number(muxesPerHour)} calls with a screen in that hour${size}`],
    ["  Kept", `${demand.retentionDays} days`],
    ["  Utilisation", `${Math.round(demand.utilisation * 100)} % of a core or a disk may be used`],
  ]
}

function sourceRows({ recording, playback, mux }: SiteSources): string[][] {
  return [
    ["  Recording", sourceText(recording)],
    ["  Playing", sourceText(playback)],
    ["  Muxing", sourceText(mux)],
  ]
}

function sourceText(source: BenchSource | null): string {
  if (source === null) return "not asked for"
  const { file, measured, command } = source
  if (measured === null) return `not measured, there is no ${file}: ${command}`
  const { cores, model, node } = measured.machine
  return `${measured.at} on ${cores} cores (${model}), Node ${node}: ${file}`
}

/** @returns what is missing from any of the sites, each figure once. */
export function missingOf(sites: readonly Pick<Site, "missing">[]): readonly MissingFigure[] {
  const all = sites.flatMap(({ missing }) => missing)
  return [...new Map(all.map((one) => [one.figure, one])).values()]
}

function missingLines(missing: readonly MissingFigure[]): string[] {
  if (missing.length === 0) return []
  const rows = missing.map(({ figure, how }) => [`  ? ${figure}`, how])
  return ["", "Missing, and in no number above", ...alignColumns(rows)]
}

function context(): string[] {
  const rows = PUBLISHED_CAPACITY.map(({ name, recommendedPorts, peakPorts }) => [
    `  ${name}`,
    recommendedPorts,
    peakPorts,
  ])
  const head = ["  GIR's published capacity", "Ports", "At peak"]
  return [...alignColumns([head, ...rows]), `  ${PUBLISHED_FOR}`]
}

function number(value: number): string {
  return value.toLocaleString("en-US")
}

import { GirError } from "@gir/errors"
import { availableParallelism } from "node:os"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { alignColumns } from "../cli/table.ts"
import { newRecipient, type BenchContext } from "../envelope/bench/bench-context.ts"
import { benchFiles, openSslVersion, type FileFigure } from "../envelope/bench/bench-files.ts"
import { benchForge } from "../envelope/bench/bench-forge.ts"
import { benchMemory } from "../envelope/bench/bench-memory.ts"
import { benchRange, type RangeFigure } from "../envelope/bench/bench-range.ts"
import { benchSmall } from "../envelope/bench/bench-small.ts"
import { benchWorkers } from "../envelope/bench/bench-workers.ts"
import type { Figure } from "../envelope/bench/measure.ts"

export interface BenchCommandOptions {
  readonly json: boolean
  /** Of the file that is measured against OpenSSL, in mebibytes. */
  readonly size: number
  readonly rounds: number
  readonly only?: readonly string[]
}

type AnyFigure = Figure & Partial<RangeFigure> & Partial<FileFigure>

const PARTS: Readonly<Record<string, (context: BenchContext) => Promise<readonly AnyFigure[]>>> = {
  memory: (context) => benchMemory(context),
  small: (context) => benchSmall(context),
  range: benchRange,
  workers: benchWorkers,
  files: async (context) => (openSslVersion() === null ? [] : benchFiles(context)),
  forge: (context) => benchForge(context),
}

/**
 * Measures the envelope engine. Every figure is a ratio of two things that were timed side by side,
 * so that it means the same on another machine; it is reported, and decides nothing.
 */
export async function benchCommand(
  options: BenchCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, clock, signal } = context
  const recipients = [await newRecipient("A", clock), await newRecipient("B", clock)] as const
  const { rounds, size: fileMebibytes } = options
  const bench = { clock, signal, rounds, recipients, fileMebibytes }
  const figures: AnyFigure[] = []
  for (const name of partsOf(options)) {
    signal.throwIfAborted()
    terminal.err(`measuring: ${name}`)
    figures.push(...((await PARTS[name]?.(bench)) ?? []))
  }
  if (options.json) terminal.out(JSON.stringify(documentOf(figures, options), null, 2))
  else for (const line of alignColumns([HEADINGS, ...figures.map(rowOf)])) terminal.out(line)
  return EXIT.held
}

function partsOf({ only }: BenchCommandOptions): readonly string[] {
  const unknown = only?.find((name) => !Object.hasOwn(PARTS, name))
  if (unknown === undefined) return only ?? Object.keys(PARTS)
  throw new GirError("ERR_CLI_USAGE", `the benchmark has no part ${unknown}`, {
    next: `--only one or more of: ${Object.keys(PARTS).join(", ")}`,
  })
}

const HEADINGS = ["what", "against", "ratio", "aim", "ours", "theirs", ""]

function rowOf(figure: AnyFigure): readonly string[] {
  const { name, against, ratio, target, oursMs, theirsMs, segmentsRead, peakMebibytes } = figure
  const notes = [
    ...(segmentsRead === undefined ? [] : [`${segmentsRead} segments read at most`]),
    ...(peakMebibytes == null ? [] : [`peak ${peakMebibytes} MiB`]),
    ...(figure.theirPeakMebibytes == null ? [] : [`theirs ${figure.theirPeakMebibytes} MiB`]),
  ]
  return [
    name,
    against,
    ratio.toFixed(2),
    target === null ? "" : `>= ${target}`,
    `${oursMs.toFixed(1)} ms`,
    `${theirsMs.toFixed(1)} ms`,
    notes.join(", "),
  ]
}

function documentOf(figures: readonly AnyFigure[], { rounds, size }: BenchCommandOptions): object {
  return {
    schema: "gir.bench/1",
    verdict: "held",
    exitCode: EXIT.held,
    node: process.version,
    openSslProgram: openSslVersion(),
    cores: availableParallelism(),
    rounds,
    fileMebibytes: size,
    peakMebibytes: Math.round(process.resourceUsage().maxRSS / 1024),
    figures: figures.map((figure) => ({
      ...figure,
      isMet: figure.target === null ? null : figure.ratio >= figure.target,
    })),
    errors: [],
  }
}

import type { EnvelopeProfile } from "@gir/contracts"
import { toGirError, type GirError } from "@gir/errors"
import { silentLogger } from "@gir/service-kit"
import { randomInt } from "node:crypto"
import { join, relative } from "node:path"
import { ENVELOPE_NAMES, PRODUCT_VERSION } from "../cli/banner.ts"
import type { CommandContext } from "../cli/command-context.ts"
import { errorBlock } from "../cli/error-block.ts"
import { EXIT, exitCodeOf, type ExitCode } from "../cli/exit-codes.ts"
import { openTaskList, type TaskList } from "../cli/task-list.ts"
import { countFacts, type DemoFacts } from "../demo/demo-facts.ts"
import { readDemoInput, type DemoInput } from "../demo/demo-input.ts"
import { demoDocument } from "../demo/demo-json.ts"
import { writeDemoReport } from "../demo/demo-report.ts"
import { demoEnding, demoTable } from "../demo/demo-text.ts"
import { emptyFacts, runDemo } from "../demo/run-demo.ts"
import { drawWaveforms, type WaveformTriplet } from "../demo/waveforms.ts"
import { claimDemoState } from "../installation/claim-state.ts"

export interface DemoCommandOptions {
  readonly audio?: string
  readonly screen?: string
  readonly profile: EnvelopeProfile
  readonly seed: number
  readonly json: boolean
  readonly motion: boolean
}

const RUN_NUMBERS = 2 ** 31

/** Runs the whole data path once, for everybody to see, and proves every playback. */
export async function demoCommand(
  options: DemoCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const facts = emptyFacts(options.seed, options.profile)
  const tasks = openTasks(options, context)
  if (!options.json) announce(options, context)
  const report = join(context.folder, ".gir", "reports", `demo-${options.seed}.html`)
  let waveforms: readonly WaveformTriplet[] = []
  let error: GirError | null = null
  try {
    const input = await readDemoInput(options)
    waveforms = await runClaimed({ options, context, facts, tasks, input })
  } catch (cause) {
    context.signal.throwIfAborted()
    error = toGirError(cause)
  }
  const exitCode = demoExitCode(facts, error)
  const ending = { exitCode, durationMs: tasks.elapsedMs(), report: error ? null : report, error }
  const document = demoDocument(facts, ending)
  if (error === null) {
    await writeDemoReport(report, { facts, document, waveforms, command: demoCommandLine(options) })
  }
  if (options.json) context.terminal.out(JSON.stringify(document, null, 2))
  if (error !== null) context.terminal.err(errorBlock(error))
  else if (!options.json) conclude(facts, { report, elapsedMs: tasks.elapsedMs() }, context)
  return exitCode
}

interface ClaimedRun {
  readonly options: DemoCommandOptions
  readonly context: CommandContext
  readonly facts: DemoFacts
  readonly tasks: TaskList
  readonly input: DemoInput
}

/** @returns the waveforms for the report, drawn while the installation still runs. */
async function runClaimed(run: ClaimedRun): Promise<readonly WaveformTriplet[]> {
  const { options, context } = run
  const claim = await claimDemoState(context)
  let waveforms: readonly WaveformTriplet[] = []
  try {
    await runDemo({
      ...context,
      ...run,
      state: claim.state,
      envelopeProfile: options.profile,
      seed: options.seed,
      runNumber: runNumber(context),
      logger: silentLogger,
      onEnd: async (stage) => {
        waveforms = await drawWaveforms(stage)
      },
    })
    return waveforms
  } finally {
    await claim.release()
  }
}

function openTasks(
  options: DemoCommandOptions,
  { config, terminal, clock }: CommandContext,
): TaskList {
  const startedMs = config.startedMs ?? clock.now().getTime()
  return openTaskList({
    terminal,
    clock,
    spentMs: Math.max(0, clock.now().getTime() - startedMs),
    toStderr: options.json,
    hasMotion: options.motion,
  })
}

function announce({ seed, profile }: DemoCommandOptions, { terminal }: CommandContext): void {
  const name = `GIR simulator ${PRODUCT_VERSION}`
  terminal.out(
    terminal.isInteractive
      ? `${name} · not for production · seed ${seed} · envelope ${ENVELOPE_NAMES[profile]}`
      : `gir demo: ${name}, not for production, seed ${seed}, envelope ${profile}`,
  )
}

function conclude(
  facts: DemoFacts,
  { report, elapsedMs }: { readonly report: string; readonly elapsedMs: number },
  { terminal, folder }: CommandContext,
): void {
  for (const line of demoTable(facts, terminal)) terminal.out(line)
  const ending = { report: relative(folder, report), elapsedMs }
  for (const line of demoEnding(facts, ending, terminal)) terminal.out(line)
}

/**
 * On a database or Redis of the user's own other demos have left their recordings, whose ids must
 * not come again; in a state folder of its own a demo has no such company.
 */
function runNumber({ config }: CommandContext): number {
  const isAlone = config.databaseUrl === null && config.redisUrl === null
  return isAlone ? 0 : randomInt(1, RUN_NUMBERS)
}

/** An expectation that was never reached does not hold: a demo that breaks off is no success. */
function demoExitCode(facts: DemoFacts, error: GirError | null): ExitCode {
  if (error !== null) return exitCodeOf(error)
  const { expectations, held } = countFacts(facts)
  return held === expectations && expectations > 0 ? EXIT.held : EXIT.broken
}

function demoCommandLine({ audio, screen, profile, seed }: DemoCommandOptions): string {
  const given = [
    audio === undefined ? "" : ` --audio ${audio}`,
    screen === undefined ? "" : ` --screen ${screen}`,
  ]
  return `npm run demo -- --profile ${profile} --seed ${seed}${given.join("")}`
}

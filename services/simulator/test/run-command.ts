import { toGirError } from "@gir/errors"
import { manualClock } from "@gir/sim"
import { errorBlock, errorFacts } from "../src/cli/error-block.ts"
import { exitCodeOf } from "../src/cli/exit-codes.ts"
import { runProgram } from "../src/cli/program.ts"
import { openTerminal } from "../src/cli/terminal.ts"
import { readSimulatorConfig } from "../src/config.ts"

export interface CommandRun {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  readonly durationMs: number
}

export interface CommandPlace {
  /** The folder in which the command is typed. */
  readonly folder: string
  readonly now: Date
  readonly columns?: number
}

/** Runs one command line in this process, with the clock that is given. */
export async function runCommand(
  args: readonly string[],
  { folder, now, columns = 96 }: CommandPlace,
): Promise<CommandRun> {
  const out: string[] = []
  const err: string[] = []
  const terminal = openTerminal({
    environment: { noColor: true, isDumb: false, isUtf8: true },
    stdout: { write: (text: string) => out.push(text), columns },
    stderr: { write: (text: string) => err.push(text) },
    noColor: true,
  })
  const { signal } = new AbortController()
  const config = readSimulatorConfig({})
  const context = { config, terminal, clock: manualClock(now), folder, signal }
  const startedMs = performance.now()
  const exitCode = await runProgram(args, context).catch((error: unknown) => {
    const failure = toGirError(error)
    if (args.includes("--json")) terminal.out(JSON.stringify({ errors: [errorFacts(failure)] }))
    terminal.err(errorBlock(failure))
    return exitCodeOf(failure)
  })
  const durationMs = performance.now() - startedMs
  return { exitCode, stdout: out.join(""), stderr: err.join(""), durationMs }
}

import { toGirError } from "@gir/errors"
import { systemClock } from "@gir/sim"
import { readSimulatorConfig, readTerminalEnvironment } from "../config.ts"
import type { CommandContext } from "./command-context.ts"
import { errorBlock, errorFacts } from "./error-block.ts"
import { exitCodeOf, type ExitCode } from "./exit-codes.ts"
import { readQuickInspect } from "./quick-inspect.ts"
import { openTerminal } from "./terminal.ts"

const INTERRUPTED = 130

/**
 * Runs one gir command line. Nothing that a command does not need is loaded for it.
 *
 * @returns its exit code; every failure has been told on standard error by then.
 */
export async function runGir(args: readonly string[], signal: AbortSignal): Promise<number> {
  const terminal = openTerminal({
    environment: readTerminalEnvironment(),
    stdout: process.stdout,
    stderr: process.stderr,
    noColor: args.includes("--no-color"),
  })
  try {
    const config = readSimulatorConfig()
    const context = { config, terminal, clock: systemClock, folder: process.cwd(), signal }
    return await runCommand(args, context)
  } catch (error) {
    if (signal.aborted) return INTERRUPTED
    const failure = toGirError(error)
    if (args.includes("--json")) terminal.out(JSON.stringify(failureDocument(failure)))
    terminal.err(errorBlock(failure))
    return exitCodeOf(failure)
  }
}

async function runCommand(args: readonly string[], context: CommandContext): Promise<ExitCode> {
  const inspection = readQuickInspect(args)
  if (inspection !== null) {
    const { inspectCommand } = await import("../commands/envelope-inspect.ts")
    return inspectCommand(inspection.file, { ...inspection, input: process.stdin }, context)
  }
  const { runProgram } = await import("./program.ts")
  return runProgram(args, context)
}

function failureDocument(failure: ReturnType<typeof toGirError>): object {
  const exitCode = exitCodeOf(failure)
  return { schema: "gir.error/1", verdict: "broken", exitCode, errors: [errorFacts(failure)] }
}

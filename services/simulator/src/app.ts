import { toGirError } from "@gir/errors"
import { systemClock } from "@gir/sim"
import { errorBlock, errorFacts } from "./cli/error-block.ts"
import { exitCodeOf } from "./cli/exit-codes.ts"
import { runProgram } from "./cli/program.ts"
import { openTerminal } from "./cli/terminal.ts"
import { readSimulatorConfig } from "./config.ts"

export { readSimulatorConfig, type SimulatorConfig } from "./config.ts"
export {
  startInstallation,
  type Installation,
  type InstallationOptions,
} from "./installation/installation.ts"
export { freePorts } from "./installation/ports.ts"
export { nodeNames, type Fleet, type Node } from "./installation/service-table.ts"
export { stateFolder } from "./installation/state-folder.ts"
export { openPeers, type Peers } from "./clients/peers.ts"
export { playbackOracle, type Playback } from "./playback/oracle.ts"
export { createPrivateCa } from "./pki/private-ca.ts"
export { issueRecordingCertificate } from "./pki/recording-certificate.ts"
export {
  awaitMux,
  awaitRecorded,
  offerInteraction,
  type Interaction,
} from "./traffic/record-interaction.ts"

const INTERRUPTED = 130

/**
 * Runs one gir command line.
 *
 * @returns its exit code; every failure has been told on standard error by then.
 */
export async function runGir(args: readonly string[], signal: AbortSignal): Promise<number> {
  const config = readSimulatorConfig()
  const terminal = openTerminal({
    environment: config.terminal,
    stdout: process.stdout,
    stderr: process.stderr,
    noColor: args.includes("--no-color"),
  })
  const context = { config, terminal, clock: systemClock, folder: process.cwd(), signal }
  try {
    return await runProgram(args, context)
  } catch (error) {
    if (signal.aborted) return INTERRUPTED
    const failure = toGirError(error)
    if (args.includes("--json")) terminal.out(JSON.stringify(failureDocument(failure)))
    terminal.err(errorBlock(failure))
    return exitCodeOf(failure)
  }
}

function failureDocument(failure: ReturnType<typeof toGirError>): object {
  const exitCode = exitCodeOf(failure)
  return { schema: "gir.error/1", verdict: "broken", exitCode, errors: [errorFacts(failure)] }
}

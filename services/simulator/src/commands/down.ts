import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { isRunning } from "@gir/database"
import { GirError } from "@gir/errors"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { requireRunning } from "../installation/run-file.ts"
import { stateFolder } from "../installation/state-folder.ts"

const POLL_MS = 100
const TIMEOUT_MS = 60_000

/** Ends a running installation in order, and waits until it is gone. */
export async function downCommand(
  options: { readonly state: string },
  { terminal, folder, clock }: CommandContext,
): Promise<ExitCode> {
  const run = await requireRunning(stateFolder(join(folder, options.state)))
  process.kill(run.pid, "SIGTERM")
  const deadlineMs = clock.monotonicMs() + TIMEOUT_MS
  while (await isRunning(run)) {
    if (clock.monotonicMs() > deadlineMs) {
      throw new GirError("ERR_CLI_NODE_NOT_READY", `process ${run.pid} does not end`, {
        next: `kill ${run.pid}`,
      })
    }
    await wait(POLL_MS)
  }
  terminal.out("stopped")
  return EXIT.held
}

import { GirError, isGirError } from "@gir/errors"
import { join } from "node:path"
import type { CommandContext } from "../cli/command-context.ts"
import { closeConditions, openConditions, type Conditions } from "../clients/conditions.ts"
import { requireRunning, type RunFile } from "../installation/run-file.ts"
import { stateFolder } from "../installation/state-folder.ts"

export interface ConditionsOptions {
  readonly state: string
  /** Name of one node; absent: all of them. */
  readonly node?: string
}

/**
 * Opens the management ports of the running installation's nodes for the time of one piece of work.
 *
 * @throws ERR_CLI_NOT_RUNNING, ERR_CLI_UNKNOWN_NODE, ERR_CLI_NO_SIMULATION
 */
export async function withConditions<T>(
  options: ConditionsOptions,
  { folder }: CommandContext,
  work: (nodes: readonly Conditions[]) => Promise<T>,
): Promise<T> {
  const run = await requireRunning(stateFolder(join(folder, options.state)))
  const opened = await openConditions(chosenNodes(run, options.node), run.secrets)
  try {
    return await work(opened)
  } catch (error) {
    if (!isGirError(error, "ERR_SERVICE_UNAVAILABLE")) throw error
    throw new GirError("ERR_CLI_NO_SIMULATION", error.message, { cause: error })
  } finally {
    await closeConditions(opened)
  }
}

function chosenNodes({ nodes }: RunFile, name: string | undefined): RunFile["nodes"] {
  const chosen = nodes.filter((node) => name === undefined || node.name === name)
  if (chosen.length > 0) return chosen
  throw new GirError("ERR_CLI_UNKNOWN_NODE", `there is no node ${name ?? ""}`, {
    next: `name one of: ${nodes.map((node) => node.name).join(", ")}`,
  })
}

import { FAULTS } from "@gir/sim"
import { Argument, InvalidArgumentError, type Command } from "commander"
import type { CommandContext } from "./command-context.ts"
import type { ExitCode } from "./exit-codes.ts"

type Finish = (exitCode: ExitCode) => void

const DEFAULT_STATE = ".gir"

/** The commands on what goes wrong on purpose in the running installation. */
export function addFaults(program: Command, context: CommandContext, finish: Finish): void {
  const fault = program
    .command("fault")
    .description("what goes wrong on purpose in the running installation")
  atNodes(fault.command("list"))
    .description("which faults are on, and at which nodes")
    .option("--all", "every fault there is, with its attributes", false)
    .option("--json", "one JSON document on standard output", false)
    .action(async (options) => {
      const { faultListCommand } = await import("../commands/fault.ts")
      finish(await faultListCommand(options, context))
    })
  atNodes(fault.command("add"))
    .description("put a fault on")
    .addArgument(faultName())
    .option(
      "--probability <share>",
      "share of subjects that it strikes, 0 to 1; default all",
      share,
    )
    .option("--seed <number>", "decides which ones; default the seed of the node", wholeNumber)
    .option("--subject <text>", "only subjects that contain this text, such as a recording's id")
    .option("--attribute <name=number>", "such as delayMs=2000; may be repeated", collect, [])
    .action(async (name: string, options) => {
      const { faultAddCommand } = await import("../commands/fault.ts")
      finish(await faultAddCommand(name, options, context))
    })
  atNodes(fault.command("remove"))
    .description("take a fault off")
    .addArgument(faultName())
    .action(async (name: string, options) => {
      const { faultRemoveCommand } = await import("../commands/fault.ts")
      finish(await faultRemoveCommand(name, options, context))
    })
  atNodes(fault.command("reset"))
    .description("back to the faults that are on by default; forget what was struck")
    .action(async (options) => {
      const { faultResetCommand } = await import("../commands/fault.ts")
      finish(await faultResetCommand(options, context))
    })
  atNodes(fault.command("history"))
    .description("what was struck: the same list for the same seed and the same work")
    .option("--json", "one JSON document on standard output", false)
    .action(async (options) => {
      const { faultHistoryCommand } = await import("../commands/fault.ts")
      finish(await faultHistoryCommand(options, context))
    })
}

/** @returns a command that works on one node, or on all of them. */
export function atNodes(command: Command): Command {
  return command
    .option("--state <folder>", "state folder of the installation", DEFAULT_STATE)
    .option("--node <name>", "one node, such as mcp-1; all of them when absent")
}

function faultName(): Argument {
  return new Argument("<fault>", "name of the fault").choices(FAULTS.map(({ name }) => name))
}

function share(text: string): number {
  const value = Number(text)
  if (text.trim() !== "" && value >= 0 && value <= 1) return value
  throw new InvalidArgumentError("it does not lie between 0 and 1")
}

function wholeNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new InvalidArgumentError("it is not a whole number")
}

function collect(text: string, earlier: readonly string[]): string[] {
  return [...earlier, text]
}

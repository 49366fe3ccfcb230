import { InvalidArgumentError, type Command } from "commander"
import type { CommandContext } from "./command-context.ts"
import type { ExitCode } from "./exit-codes.ts"

type Finish = (exitCode: ExitCode) => void

const DEFAULT_STATE = ".gir/lab"
const SEED_MAX = 2 ** 32 - 1

/** Labs: something is broken or missing, a person mends it, and the real system is asked. */
export function addLabs(program: Command, context: CommandContext, finish: Finish): void {
  const lab = program.command("lab").description("guided labs, checked against the real system")
  addFiles(lab, context, finish)
  lab
    .command("start <lab>")
    .description("start a lab by number, name or YAML file; it runs in this terminal until Ctrl-C")
    .option("--state <folder>", "state folder of the lab's installation", DEFAULT_STATE)
    .option("--seed <number>", "draws the cause of lab 11", seed)
    .action(async (name: string, options) => {
      const { labStartCommand } = await import("../commands/lab-start.ts")
      finish(await labStartCommand(name, options, context))
    })
  addQuestions(lab, context, finish)
}

function addFiles(lab: Command, context: CommandContext, finish: Finish): void {
  lab
    .command("list")
    .description("the labs that ship")
    .option("--json", "one JSON document on standard output", false)
    .action(async (options) => {
      const { labListCommand } = await import("../commands/lab.ts")
      finish(await labListCommand(options, context))
    })
  lab
    .command("lint [file...]")
    .description("check lab files without running them; those that ship when none is named")
    .option("--json", "one JSON document on standard output", false)
    .action(async (files: string[], options) => {
      const { labLintCommand } = await import("../commands/lab.ts")
      finish(await labLintCommand(files, options, context))
    })
}

const QUESTIONS = [
  ["status", "the goal, the tasks, and how far they are", "labStatusCommand"],
  ["check", "ask the real system about every task", "labCheckCommand"],
  ["hint", "the next of three hints for the first open task", "labHintCommand"],
  ["solve", "begin anew and do what the lab's solution says, then why", "labSolveCommand"],
  ["reset", "back to the start, whatever was done", "labResetCommand"],
] as const

function addQuestions(lab: Command, context: CommandContext, finish: Finish): void {
  for (const [name, description, command] of QUESTIONS) {
    running(lab.command(name))
      .description(description)
      .action(async (options) => {
        const commands = await import("../commands/lab.ts")
        finish(await commands[command](options, context))
      })
  }
  running(lab.command("do <action...>"))
    .description("do something, in the words of scenarios: 'upload: B' 'deploy: B'")
    .action(async (actions: string[], options) => {
      const { labDoCommand } = await import("../commands/lab.ts")
      finish(await labDoCommand(actions, options, context))
    })
}

function running(command: Command): Command {
  return command
    .option("--state <folder>", "state folder of the lab's installation", DEFAULT_STATE)
    .option("--json", "one JSON document on standard output", false)
}

function seed(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value <= SEED_MAX) return value
  throw new InvalidArgumentError(`it is not a whole number up to ${SEED_MAX}`)
}

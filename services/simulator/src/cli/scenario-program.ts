import { InvalidArgumentError, Option, type Command } from "commander"
import type { CommandContext } from "./command-context.ts"
import type { ExitCode } from "./exit-codes.ts"

type Finish = (exitCode: ExitCode) => void

const SEED_MAX = 2 ** 32 - 1

/** The commands that rehearse rotations and faults, each on an installation of its own. */
export function addScenarios(program: Command, context: CommandContext, finish: Finish): void {
  const scenario = program
    .command("scenario")
    .description("rehearse rotations and faults, every recording played after every step")
  addList(scenario, context, finish)
  addRun(scenario, context, finish)
  addLint(scenario, context, finish)
}

function addList(scenario: Command, context: CommandContext, finish: Finish): void {
  scenario
    .command("list")
    .description("the scenarios that ship")
    .option("--json", "one JSON document on standard output", false)
    .action(async (options) => {
      const { scenarioListCommand } = await import("../commands/scenario.ts")
      finish(await scenarioListCommand(options, context))
    })
}

function addRun(scenario: Command, context: CommandContext, finish: Finish): void {
  scenario
    .command("run <name>")
    .description("run a scenario, all of them, or a YAML file of your own")
    .option("--report <folder>", "evidence: index.html, evidence.json, junit.xml")
    .addOption(
      new Option("--profile <envelope>", "envelope profile")
        .choices(["classic", "modern", "both"])
        .default("both"),
    )
    .option("--seed <number>", "in place of the scenario's own", seed)
    .option("--step", "step by step, with the keys that are shown", false)
    .option("--from <step>", "with --step: the step to begin at", stepNumber, 1)
    .option("--json", "one JSON document on standard output", false)
    .action(async (name: string, options) => {
      if (options.step) {
        const { scenarioStepCommand } = await import("../commands/scenario-step.ts")
        const input = process.stdin
        return finish(await scenarioStepCommand(name, { ...options, input }, context))
      }
      const { scenarioRunCommand } = await import("../commands/scenario.ts")
      finish(await scenarioRunCommand(name, options, context))
    })
}

function addLint(scenario: Command, context: CommandContext, finish: Finish): void {
  scenario
    .command("lint <file>")
    .description("check a scenario file without running it")
    .option("--json", "one JSON document on standard output", false)
    .action(async (file: string, options) => {
      const { scenarioLintCommand } = await import("../commands/scenario.ts")
      finish(await scenarioLintCommand(file, options, context))
    })
}

function stepNumber(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new InvalidArgumentError("it must be 1 or more")
}

function seed(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value <= SEED_MAX) return value
  throw new InvalidArgumentError(`it is not a whole number up to ${SEED_MAX}`)
}

import { InvalidArgumentError, type Command } from "commander"
import type { CommandContext } from "./command-context.ts"
import type { ExitCode } from "./exit-codes.ts"

type Finish = (exitCode: ExitCode) => void

const DEFAULT_STATE = ".gir/class"
const DEFAULT_STUDENTS = 6
const MAX_STUDENTS = 24
const DEFAULT_PORT = 8_790
const MIN_PORT = 1_024
const MAX_PORT = 65_535

/** A class: as many installations as students, and a page for whoever teaches. */
export function addClass(program: Command, context: CommandContext, finish: Finish): void {
  const group = program.command("class").description("an installation per student, for labs")
  group
    .command("start")
    .description("start the class in this terminal; it runs until Ctrl-C or gir class stop")
    .option("--students <number>", "how many", numberFrom(1, MAX_STUDENTS), DEFAULT_STUDENTS)
    .option("--lab <lab>", "the lab that everybody begins with")
    .option(
      "--port <port>",
      "of the instructor's page",
      numberFrom(MIN_PORT, MAX_PORT),
      DEFAULT_PORT,
    )
    .option("--listen <address>", "an address of this machine that others reach")
    .option("--state <folder>", "state folder of the class", DEFAULT_STATE)
    .action(async (options) => {
      const { classStartCommand } = await import("../commands/class.ts")
      finish(await classStartCommand(options, context))
    })
  group
    .command("status")
    .description("who is at which task, how long, and which hints they took")
    .option("--state <folder>", "state folder of the class", DEFAULT_STATE)
    .option("--json", "one JSON document on standard output", false)
    .action(async (options) => {
      const { classStatusCommand } = await import("../commands/class.ts")
      finish(await classStatusCommand(options, context))
    })
  group
    .command("stop")
    .description("end the class: no process, port or file is left")
    .option("--state <folder>", "state folder of the class", DEFAULT_STATE)
    .action(async (options) => {
      const { downCommand } = await import("../commands/down.ts")
      finish(await downCommand(options, context))
    })
}

function numberFrom(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min && value <= max) return value
    throw new InvalidArgumentError(`it is not a whole number from ${min} to ${max}`)
  }
}

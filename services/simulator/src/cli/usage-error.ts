import { GirError } from "@gir/errors"
import type { Command, CommanderError } from "commander"

/** Tells what is wrong with a command line, and which help page has it right. */
export function usageError(
  error: CommanderError,
  program: Command,
  args: readonly string[],
): GirError {
  const page = ["npx gir", ...knownCommands(program, args), "--help"].join(" ")
  return new GirError("ERR_CLI_USAGE", sentence(error), { next: page })
}

/** @returns the commands that `args` begins with, as far as they exist. */
function knownCommands(program: Command, args: readonly string[]): string[] {
  const [name, ...rest] = args
  const command = program.commands.find((known) => known.name() === name)
  return command === undefined ? [] : [command.name(), ...knownCommands(command, rest)]
}

/** Commander's words in the form of every other message: one sentence, no capital, no full stop. */
function sentence({ code, message }: CommanderError): string {
  if (code === "commander.help") return "no command is named"
  return message
    .replace(/^error: /, "")
    .replaceAll("\n", " ")
    .replace(/ \(Did you mean (.+)\?\)$/, "; did you mean $1?")
    .replace(" is invalid. ", " is invalid: ")
    .replace(/\.$/, "")
}

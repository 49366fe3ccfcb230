import type { Command } from "commander"
import type { CommandContext } from "./command-context.ts"
import type { ExitCode } from "./exit-codes.ts"

type Finish = (exitCode: ExitCode) => void

const DEFAULT_STATE = ".gir"

/** The commands on the keystore of the running installation. */
export function addKeystore(program: Command, context: CommandContext, finish: Finish): void {
  const keystore = program
    .command("keystore")
    .description("the private keys that Recording Crypto Server holds, and who needs them")
  withState(keystore.command("check"))
    .description("read the keystore anew and use every key once")
    .option("--json", "one JSON document on standard output", false)
    .action(async (options) => {
      const { keystoreCheckCommand } = await import("../commands/keystore.ts")
      finish(await keystoreCheckCommand(options, context))
    })
  withState(keystore.command("census"))
    .description("which recordings need which key, and which open with none")
    .option("--json", "one JSON document on standard output", false)
    .action(async (options) => {
      const { keystoreCensusCommand } = await import("../commands/keystore.ts")
      finish(await keystoreCensusCommand(options, context))
    })
  withPassword(withState(keystore.command("backup")))
    .description("every certificate with its key, as PKCS #12 under a password")
    .requiredOption("--out <file>", "file to write; one that is there is never overwritten")
    .action(async (options) => {
      const { keystoreBackupCommand } = await import("../commands/keystore.ts")
      finish(await keystoreBackupCommand(options, context))
    })
  withPassword(withState(keystore.command("restore")))
    .description("add what a backup holds; what is there stays")
    .requiredOption("--in <file>", "the backup")
    .option("--json", "one JSON document on standard output", false)
    .action(async (options) => {
      const { keystoreRestoreCommand } = await import("../commands/keystore.ts")
      finish(await keystoreRestoreCommand(options, context))
    })
}

function withState(command: Command): Command {
  return command.option("--state <folder>", "state folder of the installation", DEFAULT_STATE)
}

function withPassword(command: Command): Command {
  return command.requiredOption("--password-file <file>", "the backup's password, 8 characters up")
}

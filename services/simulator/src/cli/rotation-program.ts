import { InvalidArgumentError, type Command } from "commander"
import type { CommandContext } from "./command-context.ts"
import type { ExitCode } from "./exit-codes.ts"

type Finish = (exitCode: ExitCode) => void

const DEFAULT_STATE = ".gir"

/** The commands that rehearse a rotation, and those that carry it out on an installation. */
export function addRotation(program: Command, context: CommandContext, finish: Finish): void {
  const rotation = program
    .command("rotation")
    .description("rehearse a rotation of your own certificates, or carry one out step by step")
  addPlan(rotation, context, finish)
  addValidate(rotation, context, finish)
  addStatus(rotation, context, finish)
  addPrepare(rotation, context, finish)
  addSteps(rotation, context, finish)
}

function addPlan(rotation: Command, context: CommandContext, finish: Finish): void {
  rotation
    .command("plan")
    .description("sort the PEM files of a folder by their content, and write a plan to be edited")
    .requiredOption("--from <folder>", "folder with the CA file, certificates and keys")
    .requiredOption("--out <file>", "the plan; one that is there is never overwritten")
    .option("--json", "one JSON document on standard output", false)
    .action(async (options) => {
      const { rotationPlanCommand } = await import("../commands/rotation-plan.ts")
      finish(await rotationPlanCommand(options, context))
    })
}

function addValidate(rotation: Command, context: CommandContext, finish: Finish): void {
  rotation
    .command("validate")
    .description("judge the files of a plan, rehearse the rotation with them, prove what plays")
    .requiredOption("--plan <file>", "the plan; paths in it are relative to it")
    .option("--report <folder>", "write an evidence pack: page, JSON, JUnit XML, runbook")
    .option("--require-proof", "what is not proved ends in exit code 1", false)
    .option("--json", "one JSON document on standard output", false)
    .action(async (options) => {
      const { rotationValidateCommand } = await import("../commands/rotation-validate.ts")
      finish(await rotationValidateCommand(options, context))
    })
}

function addStatus(rotation: Command, context: CommandContext, finish: Finish): void {
  onInstallation(rotation.command("status"))
    .description("how far the rotation has come, and what would be refused")
    .action(async (options) => {
      const { rotationStatusCommand } = await import("../commands/rotation-steps.ts")
      finish(await rotationStatusCommand(options, context))
    })
}

function addPrepare(rotation: Command, context: CommandContext, finish: Finish): void {
  onInstallation(rotation.command("prepare"))
    .description("upload the new certificate with its key; the profile stays as it is")
    .option("--plan <file>", "the plan whose new certificate and key are uploaded")
    .option("--certificate <id>", "instead: SHA-256 of a certificate that RCS holds already")
    .option("--profile-dbid <dbid>", "IVR Profile; the first one when absent", dbid)
    .action(async (options) => {
      const { rotationPrepareCommand } = await import("../commands/rotation-steps.ts")
      finish(await rotationPrepareCommand(options, context))
    })
}

function addSteps(rotation: Command, context: CommandContext, finish: Finish): void {
  onInstallation(rotation.command("overlap"))
    .description("add the new certificate to the profile, beside the old one")
    .action(async (options) => {
      const { rotationOverlapCommand } = await import("../commands/rotation-steps.ts")
      finish(await rotationOverlapCommand(options, context))
    })
  onInstallation(rotation.command("complete"))
    .description(
      "remove the old certificate from the profile; refused while anything would be lost",
    )
    .option("--delete-old-key", "delete its key from RCS too, when no recording needs it", false)
    .action(async (options) => {
      const { rotationCompleteCommand } = await import("../commands/rotation-steps.ts")
      finish(await rotationCompleteCommand(options, context))
    })
  onInstallation(rotation.command("rollback"))
    .description("put the profile back, byte for byte, as it was before")
    .option("--force", "even if somebody else has saved the profile since", false)
    .action(async (options) => {
      const { rotationRollbackCommand } = await import("../commands/rotation-steps.ts")
      finish(await rotationRollbackCommand(options, context))
    })
}

function onInstallation(command: Command): Command {
  return command
    .option("--state <folder>", "state folder of the installation", DEFAULT_STATE)
    .option("--json", "one JSON document on standard output", false)
}

function dbid(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 1) return value
  throw new InvalidArgumentError("it must be 1 or more")
}

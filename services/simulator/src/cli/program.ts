import { Command, CommanderError, InvalidArgumentError, Option } from "commander"
import type { CommandContext } from "./command-context.ts"
import { addEnvelopes } from "./envelope-program.ts"
import { addClass } from "./class-program.ts"
import { addClocks } from "./clock-program.ts"
import { addCertificates } from "./certificate-program.ts"
import { EXIT, type ExitCode } from "./exit-codes.ts"
import { addFaults } from "./fault-program.ts"
import { addLoad, addSizing } from "./load-program.ts"
import { addKeystore } from "./keystore-program.ts"
import { addLabs } from "./lab-program.ts"
import { addScenarios } from "./scenario-program.ts"
import { addPki } from "./pki-program.ts"
import { addRotation } from "./rotation-program.ts"
import { PRODUCT_VERSION } from "./banner.ts"
import { usageError } from "./usage-error.ts"

const DEFAULT_SEED = 20_260_101
const DEFAULT_STATE = ".gir"
const MAX_PORT = 65_535

type Finish = (exitCode: ExitCode) => void

/**
 * The commands of gir. Each loads its own code when it runs, so that a small one starts fast.
 *
 * @param finish is told the exit code of the command that ran.
 */
export function buildProgram(context: CommandContext, finish: Finish): Command {
  const program = new Command("gir")
    .description(
      "Rehearse a certificate rotation of Genesys Interaction Recording. Not for production.",
    )
    .version(PRODUCT_VERSION)
    .option("--no-color", "no colour, whatever the terminal")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.out(text.trimEnd()),
      writeErr: () => undefined,
    })
  addDemo(program, context, finish)
  addInstallation(program, context, finish)
  addRecordings(program, context, finish)
  addPki(program, context, finish)
  addCertificates(program, context, finish)
  addKeystore(program, context, finish)
  addRotation(program, context, finish)
  addEnvelopes(program, context, finish)
  addScenarios(program, context, finish)
  addLoad(program, context, finish)
  addSizing(program, context, finish)
  addLabs(program, context, finish)
  addClass(program, context, finish)
  addClocks(program, context, finish)
  addFaults(program, context, finish)
  addExplain(program, context, finish)
  return program
}

/** @returns the exit code; errors of usage become ERR_CLI_USAGE. */
export async function runProgram(
  args: readonly string[],
  context: CommandContext,
): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.usage
  const program = buildProgram(context, (code) => {
    exitCode = code
  })
  try {
    await program.parseAsync(args, { from: "user" })
    return exitCode
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return EXIT.held
    throw usageError(error, program, args)
  }
}

function addDemo(program: Command, context: CommandContext, finish: Finish): void {
  program
    .command("demo")
    .description(
      "record, encrypt, rotate, lose and restore: everything once, every playback proved",
    )
    .option("--audio <file>", "a WAV or MP3 call of your own")
    .option("--screen <file>", "an MP4 screen recording of your own")
    .addOption(envelopeProfile())
    .option("--seed <number>", "makes the same recordings again", wholeNumber, DEFAULT_SEED)
    .option("--json", "one JSON document on standard output", false)
    .option("--no-motion", "no moving symbol")
    .addOption(
      new Option("--present", "for a presenter: the data path in the console, key by key")
        .default(false)
        .conflicts(["audio", "screen", "json"]),
    )
    .action(async (options) => {
      if (options.present) {
        const { demoPresentCommand } = await import("../commands/demo-present.ts")
        return finish(await demoPresentCommand(options, context))
      }
      const { demoCommand } = await import("../commands/demo.ts")
      finish(await demoCommand(options, context))
    })
}

function addInstallation(program: Command, context: CommandContext, finish: Finish): void {
  stateful(program.command("up"))
    .description("run an installation in this terminal until Ctrl-C")
    .option("--mcp <count>", "Media Control Platforms", positive, 1)
    .option("--rcs <count>", "Recording Crypto Servers", positive, 1)
    .option("--muxer <count>", "muxers", positive, 1)
    .action(async (options) => {
      const { upCommand } = await import("../commands/up.ts")
      finish(await upCommand(options, context))
    })
  stateful(program.command("down"))
    .description("end the running installation")
    .action(async (options) => {
      const { downCommand } = await import("../commands/down.ts")
      finish(await downCommand(options, context))
    })
  stateful(program.command("status"))
    .description("every node: where it listens, whether it can work")
    .option("--json", "one JSON document on standard output", false)
    .action(async (options) => {
      const { statusCommand } = await import("../commands/status.ts")
      finish(await statusCommand(options, context))
    })
  program
    .command("migrate")
    .description("bring a database of your own, and the queue, to this version")
    .action(async () => {
      const { migrateCommand } = await import("../commands/migrate.ts")
      finish(await migrateCommand(context))
    })
  program
    .command("secrets")
    .description("write the secret files that docker-compose.yml names")
    .requiredOption("--out <folder>", "folder for the files; nothing in it is overwritten")
    .action(async (options) => {
      const { secretsCommand } = await import("../commands/secrets.ts")
      finish(await secretsCommand(options, context))
    })
  stateful(program.command("restart <node>"))
    .description("restart one node, as the guide asks for after some changes")
    .action(async (node: string, options) => {
      const { restartCommand } = await import("../commands/status.ts")
      finish(await restartCommand(node, options, context))
    })
}

function addRecordings(program: Command, context: CommandContext, finish: Finish): void {
  stateful(program.command("record"))
    .description("record calls on the running installation")
    .option("--count <number>", "how many", positive, 1)
    .option("--audio <file>", "a WAV or MP3 call of your own")
    .option("--screen [file]", "record the agent's screen too, or an MP4 of your own")
    .option("--profile-dbid <dbid>", "IVR Profile; the first one when absent", positive)
    .option("--real-time", "at the pace of the call", false)
    .option("--mix", "one channel instead of two", false)
    .option(
      "--rtp <port>",
      "record one call that comes as RTP to this UDP port; 0: a free one",
      port,
    )
    .option(
      "--rtp-wait <seconds>",
      "with --rtp: how long the call is waited for; 30 when absent",
      positive,
    )
    .option(
      "--mcp <node>",
      "with --rtp: the Media Control Platform that listens; the first one when absent",
    )
    .option("--no-wait", "return as soon as the jobs are accepted")
    .option("--json", "one JSON document on standard output", false)
    .action(async (options) => {
      const { assertOptionsFit } = await import("../record/record-options.ts")
      assertOptionsFit(options)
      if (options.rtp !== undefined) {
        const { recordRtpCommand } = await import("../commands/record-rtp.ts")
        return finish(await recordRtpCommand(options, context))
      }
      const { recordCommand } = await import("../commands/record.ts")
      finish(await recordCommand(options, context))
    })
  stateful(program.command("play <recording-id>"))
    .description("play a recording through RCS, to a pipe or into a new file of your own")
    .option("--out <file>", "a new file of mode 0600, or - for standard output", "-")
    .addOption(new Option("--part <part>").choices(["call", "screen", "mux"]).default("call"))
    .action(async (id: string, options) => {
      const { playCommand } = await import("../commands/play.ts")
      finish(await playCommand(id, { ...options, output: process.stdout }, context))
    })
  stateful(program.command("verify [recording-id...]"))
    .description("prove by decryption which recordings play; all of them when none is named")
    .option("--all", "every recording of the installation", false)
    .option("--json", "one JSON document on standard output", false)
    .action(async (ids: string[], options) => {
      const { verifyCommand } = await import("../commands/verify.ts")
      finish(await verifyCommand(ids, options, context))
    })
  stateful(program.command("trace <recording-id>"))
    .description("what every service did for a recording, in order and with times")
    .option("--json", "one JSON document on standard output", false)
    .action(async (id: string, options) => {
      const { traceCommand } = await import("../commands/trace.ts")
      finish(await traceCommand(id, options, context))
    })
}

function addExplain(program: Command, context: CommandContext, finish: Finish): void {
  program
    .command("explain [code]")
    .description("cause and remedy of an error code; all codes with --list")
    .option("--list", "every code", false)
    .action(async (code: string | undefined, options) => {
      const { explainCommand, listCodes } = await import("../commands/explain.ts")
      const isList = options.list || code === undefined
      finish(isList ? listCodes(context) : explainCommand(code, context))
    })
}

function stateful(command: Command): Command {
  return command.option("--state <folder>", "state folder of the installation", DEFAULT_STATE)
}

function envelopeProfile(): Option {
  return new Option("--profile <envelope>", "AES-CBC under PKCS #1 v1.5, or AES-GCM under OAEP")
    .choices(["classic", "modern"])
    .default("classic")
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value
  throw new InvalidArgumentError("it is not a whole number")
}

function port(text: string): number {
  const value = wholeNumber(text)
  if (value <= MAX_PORT) return value
  throw new InvalidArgumentError(`a port is at most ${MAX_PORT}`)
}

function positive(text: string): number {
  const value = wholeNumber(text)
  if (value >= 1) return value
  throw new InvalidArgumentError("it must be 1 or more")
}

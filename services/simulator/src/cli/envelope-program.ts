import { Command, InvalidArgumentError, Option } from "commander"
import type { CommandContext } from "./command-context.ts"
import type { ExitCode } from "./exit-codes.ts"

type Finish = (exitCode: ExitCode) => void

const CIPHERS = [
  "aes128-cbc",
  "aes192-cbc",
  "aes256-cbc",
  "aes128-gcm",
  "aes192-gcm",
  "aes256-gcm",
] as const
const KEY_TRANSPORTS = ["pkcs1", "oaep-sha1", "oaep-sha256", "oaep-sha384", "oaep-sha512"] as const
const RECIPIENT_IDS = {
  "issuer-serial": "issuerAndSerialNumber",
  ski: "subjectKeyIdentifier",
} as const

/** The commands that work on envelopes alone: no installation, no service, no network. */
export function addEnvelopes(program: Command, context: CommandContext, finish: Finish): void {
  const envelope = program
    .command("envelope")
    .description("encrypt, open and look into recordings, one file at a time")
  addEncrypt(envelope, context, finish)
  addDecrypt(envelope, context, finish)
  addInspect(envelope, context, finish)
  addExplanation(envelope, context, finish)
  addRewrap(envelope, context, finish)
  addBench(envelope, context, finish)
  addCensus(program, context, finish)
}

function addEncrypt(envelope: Command, context: CommandContext, finish: Finish): void {
  withFiles(envelope.command("encrypt"))
    .description("encrypt a file to one or more certificates")
    .requiredOption("--cert <file>", "a recipient's certificate; may be repeated", collect)
    .addOption(
      new Option(
        "--profile <envelope>",
        "AES-256-CBC under PKCS #1 v1.5, or AES-256-GCM under OAEP",
      )
        .choices(["classic", "modern"])
        .default("classic"),
    )
    .addOption(new Option("--cipher <name>", "another content cipher").choices(CIPHERS))
    .addOption(
      new Option("--key-transport <name>", "another way to wrap the key").choices(KEY_TRANSPORTS),
    )
    .addOption(
      new Option("--recipient-id <kind>", "how recipients are named")
        .choices(Object.keys(RECIPIENT_IDS))
        .default("issuer-serial"),
    )
    .addOption(
      new Option("--outform <form>", "binary, or text").choices(["der", "pem"]).default("der"),
    )
    .option("--digests <file>", "write the segment digests, by which changes are found later")
    .action(async (options) => {
      const { encryptCommand } = await import("../commands/envelope-encrypt.ts")
      const recipientId = RECIPIENT_IDS[options.recipientId as keyof typeof RECIPIENT_IDS]
      finish(await encryptCommand({ ...options, recipientId, ...standardStreams() }, context))
    })
}

function addDecrypt(envelope: Command, context: CommandContext, finish: Finish): void {
  withFiles(withKey(envelope.command("decrypt")))
    .description("open a file with your private key; DER, BER, PEM and S/MIME are told apart")
    .addOption(
      new Option("--policy <policy>", "strict: authenticated or digest-verified content only")
        .choices(["strict", "compat"])
        .default("compat"),
    )
    .option("--range <A-B>", "first and last byte of the content, from 0; A- is to the end", span)
    .option("--digests <file>", "verify every segment before it is decrypted")
    .action(async (options) => {
      const { decryptCommand } = await import("../commands/envelope-decrypt.ts")
      finish(await decryptCommand({ ...options, ...standardStreams() }, context))
    })
}

function addInspect(envelope: Command, context: CommandContext, finish: Finish): void {
  envelope
    .command("inspect <file>")
    .description("what an envelope says without a key, and where each value lies")
    .option("--json", "one JSON document on standard output", false)
    .option("--all", "every value, not only the named fields", false)
    .action(async (file: string, options) => {
      const { inspectCommand } = await import("../commands/envelope-inspect.ts")
      finish(await inspectCommand(file, { ...options, ...standardStreams() }, context))
    })
}

function addExplanation(envelope: Command, context: CommandContext, finish: Finish): void {
  envelope
    .command("explain <file>")
    .description("each field in the words of the standards; with your key, how it opens")
    .option(
      "--cert <file>",
      "a certificate that may be a recipient's; may be repeated",
      collect,
      [],
    )
    .option("--key <file>", "your private key, PEM: walks through opening")
    .option("--password-file <file>", "the private key's password")
    .option("--digests <file>", "compare every segment with these digests")
    .option("--show-secrets", "show the session key and the first block too", false)
    .option("--json", "one JSON document on standard output", false)
    .action(async (file: string, options) => {
      const { explainEnvelopeCommand } = await import("../commands/envelope-explain.ts")
      finish(await explainEnvelopeCommand(file, { ...options, ...standardStreams() }, context))
    })
}

function addRewrap(envelope: Command, context: CommandContext, finish: Finish): void {
  withFiles(withKey(envelope.command("rewrap")))
    .description("replace recipients, not the content (not a feature of GIR)")
    .option("--add <file>", "certificate of a new recipient; may be repeated", collect, [])
    .option("--remove <file>", "certificate of one to remove; may be repeated", collect, [])
    .option("--digests <file>", "write the segment digests of the new file")
    .action(async (options) => {
      const { rewrapCommand } = await import("../commands/envelope-rewrap.ts")
      finish(await rewrapCommand({ ...options, ...standardStreams() }, context))
    })
}

function addBench(envelope: Command, context: CommandContext, finish: Finish): void {
  envelope
    .command("bench")
    .description("measure the envelope engine against the bare cipher, OpenSSL and node-forge")
    .option("--json", "one JSON document on standard output", false)
    .option("--size <mebibytes>", "file that is measured against OpenSSL", positive, 1_024)
    .option("--rounds <number>", "of each measurement; the median counts", rounds, 5)
    .option("--only <names...>", "some of: memory, small, range, workers, files, forge")
    .action(async (options) => {
      const { benchCommand } = await import("../commands/envelope-bench.ts")
      finish(await benchCommand(options, context))
    })
}

function addCensus(program: Command, context: CommandContext, finish: Finish): void {
  program
    .command("census <folder...>")
    .description("which certificates do these recordings need? Reads headers only, needs no key")
    .option("--keystore <file>", "PKCS #12: which of them cannot be opened with it?")
    .option("--password-file <file>", "the keystore's password")
    .option("--json", "one JSON document on standard output", false)
    .action(async (folders: string[], options) => {
      const { censusCommand } = await import("../commands/census.ts")
      finish(await censusCommand(folders, options, context))
    })
}

function withFiles(command: Command): Command {
  return command
    .requiredOption("--in <file>", "file to read, or - for standard input")
    .requiredOption("--out <file>", "file to write, or - for standard output")
    .option("--force", "replace a file that is there", false)
}

function withKey(command: Command): Command {
  return command
    .requiredOption("--key <file>", "your private key, PEM")
    .option("--password-file <file>", "the private key's password")
    .option("--cert <file>", "the key's certificate; without it each recipient is tried")
}

function standardStreams(): { input: NodeJS.ReadStream; output: NodeJS.WriteStream } {
  return { input: process.stdin, output: process.stdout }
}

function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value]
}

function span(text: string): { first: number; last: number | null } {
  const [, firstText, lastText] = /^(\d{1,15})-(\d{0,15})$/.exec(text) ?? []
  const first = Number(firstText)
  const last = lastText === "" ? null : Number(lastText)
  if (firstText !== undefined && (last === null || last >= first)) return { first, last }
  throw new InvalidArgumentError("it is not a first and a last byte, such as 0-65535")
}

function positive(text: string): number {
  const value = Number(text)
  if (/^\d{1,6}$/.test(text) && value >= 1) return value
  throw new InvalidArgumentError("it must be a whole number of 1 or more")
}

const MIN_ROUNDS = 5

function rounds(text: string): number {
  const value = positive(text)
  if (value >= MIN_ROUNDS) return value
  throw new InvalidArgumentError(`a median needs ${MIN_ROUNDS} rounds or more`)
}

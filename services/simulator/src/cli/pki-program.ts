import { InvalidArgumentError, Option, type Command } from "commander"
import type { CommandContext } from "./command-context.ts"
import type { ExitCode } from "./exit-codes.ts"

type Finish = (exitCode: ExitCode) => void

const DEFAULT_DAYS = 730
const DEFAULT_CA_DAYS = 3_650
const MIN_KEY_BITS = 1_024
const MAX_KEY_BITS = 8_192
const MAX_DEPTH = 30

/** The commands that make keys and certificates to practise with. */
export function addPki(program: Command, context: CommandContext, finish: Finish): void {
  const pki = program.command("pki").description("make certificates to practise with")
  addDemo(pki, context, finish)
  addRequest(pki, context, finish)
  addSelfSigned(pki, context, finish)
  addChain(pki, context, finish)
  addIssue(pki, context, finish)
  addRenew(pki, context, finish)
  addCrossSign(pki, context, finish)
}

function addDemo(pki: Command, context: CommandContext, finish: Finish): void {
  withOut(pki.command("demo"))
    .description("a private CA, an intermediate, certificates A, B and S, and the CA file")
    .action(async (options) => {
      const { pkiDemoCommand } = await import("../commands/pki.ts")
      finish(await pkiDemoCommand(options, context))
    })
}

function addRequest(pki: Command, context: CommandContext, finish: Finish): void {
  withKeyBits(withOut(pki.command("request")))
    .description("private_key.pem and cert.req for a third-party CA")
    .requiredOption("--common-name <text>", "name of your Recording Solution")
    .requiredOption("--organization <text>", "exact legal name of your organization")
    .requiredOption("--organization-unit <text>", "section of the organization")
    .requiredOption("--locality <text>", "city where it is legally located")
    .requiredOption("--state <text>", "full state or province")
    .requiredOption("--country <code>", "two letters")
    .action(async ({ out, bits, ...subject }) => {
      const { pkiRequestCommand } = await import("../commands/pki.ts")
      finish(await pkiRequestCommand({ out, bits, subject }, context))
    })
}

function addSelfSigned(pki: Command, context: CommandContext, finish: Finish): void {
  withValidity(withKeyBits(withSubject(withOut(pki.command("self-signed")))), DEFAULT_DAYS)
    .description("a recording certificate that no CA has signed, and its private key")
    .action(async (options) => {
      const { pkiSelfSignedCommand } = await import("../commands/pki-issue.ts")
      finish(await pkiSelfSignedCommand(options, context))
    })
}

function addChain(pki: Command, context: CommandContext, finish: Finish): void {
  withValidity(withKeyBits(withSubject(withOut(pki.command("chain")))), DEFAULT_CA_DAYS)
    .description("a root, intermediates and a recording certificate, and the CA file in order")
    .option("--depth <number>", "intermediates between the root and the certificate", depth, 1)
    .action(async (options) => {
      const { pkiChainCommand } = await import("../commands/pki-chain.ts")
      finish(await pkiChainCommand(options, context))
    })
}

function addIssue(pki: Command, context: CommandContext, finish: Finish): void {
  withValidity(withKeyBits(withSubject(withCa(withOut(pki.command("issue"))))), DEFAULT_DAYS)
    .description("a certificate signed by a CA of yours, and its private key")
    .addOption(role())
    .action(async (options) => {
      const { pkiIssueCommand } = await import("../commands/pki-issue.ts")
      finish(await pkiIssueCommand(options, context))
    })
}

function addRenew(pki: Command, context: CommandContext, finish: Finish): void {
  withValidity(withKeyBits(withOut(pki.command("renew"))), DEFAULT_DAYS)
    .description("the same certificate for a new time, on the same key or a new one")
    .requiredOption("--cert <file>", "the certificate to renew, PEM")
    .requiredOption("--key <file>", "its private key, PEM")
    .option("--password-file <file>", "the private key's password")
    .option("--new-key", "make a new key instead of keeping this one", false)
    .option("--ca <file>", "CA that signs it; a self-signed certificate signs itself")
    .option("--ca-key <file>", "the CA's private key, PEM")
    .option("--ca-password-file <file>", "the CA's private key's password")
    .action(async (options) => {
      const { pkiRenewCommand } = await import("../commands/pki-renew.ts")
      finish(await pkiRenewCommand(options, context))
    })
}

function addCrossSign(pki: Command, context: CommandContext, finish: Finish): void {
  withValidity(withCa(withOut(pki.command("cross-sign"))), DEFAULT_CA_DAYS)
    .description("a CA certificate of the same name and key, signed by another CA")
    .requiredOption("--cert <file>", "the CA certificate, PEM; its private key is not needed")
    .action(async (options) => {
      const { pkiCrossSignCommand } = await import("../commands/pki-renew.ts")
      finish(await pkiCrossSignCommand(options, context))
    })
}

function withOut(command: Command): Command {
  return command.requiredOption(
    "--out <folder>",
    "folder for the PEM files; nothing in it is overwritten",
  )
}

function withSubject(command: Command): Command {
  return command
    .option("--common-name <text>", "name of your Recording Solution", "Interaction Recording")
    .option("--organization <text>", "exact legal name of your organization")
    .option("--organization-unit <text>", "section of the organization")
    .option("--locality <text>", "city where it is legally located")
    .option("--state <text>", "full state or province")
    .option("--country <code>", "two letters")
    .option("--email <address>", "as the panel shows it behind the name")
}

function withKeyBits(command: Command): Command {
  return command.option("--bits <number>", "length of a new RSA key", keyBits, 2_048)
}

function withValidity(command: Command, days: number): Command {
  return command
    .option("--days <number>", "validity, counted from --not-before", wholeDays, days)
    .option("--not-before <time>", "YYYY-MM-DD or ISO 8601; yesterday when absent")
    .option("--serial <hex>", "serial number, hexadecimal; random when absent", serialNumber)
}

function withCa(command: Command): Command {
  return command
    .requiredOption("--ca <file>", "the CA's certificate, PEM")
    .requiredOption("--ca-key <file>", "the CA's private key, PEM")
    .option("--ca-password-file <file>", "the CA's private key's password")
}

function role(): Option {
  return new Option("--role <role>", "what the certificate is for")
    .choices(["recording", "ca"])
    .default("recording")
}

function between(text: string, { from, to }: { readonly from: number; readonly to: number }) {
  const value = Number(text)
  if (/^\d{1,6}$/.test(text) && value >= from && value <= to) return value
  throw new InvalidArgumentError(`it must be a whole number from ${from} to ${to}`)
}

function keyBits(text: string): number {
  return between(text, { from: MIN_KEY_BITS, to: MAX_KEY_BITS })
}

function depth(text: string): number {
  return between(text, { from: 0, to: MAX_DEPTH })
}

function wholeDays(text: string): number {
  return between(text, { from: 1, to: 36_500 })
}

function serialNumber(text: string): string {
  const hex = text.replace(/^0x/i, "").replaceAll(":", "")
  if (/^[0-9A-Fa-f]{1,40}$/.test(hex)) return hex
  throw new InvalidArgumentError("it must be 1 to 40 hexadecimal digits")
}

import { type Command } from "commander"
import type { CommandContext } from "./command-context.ts"
import type { ExitCode } from "./exit-codes.ts"

type Finish = (exitCode: ExitCode) => void

/** The commands that judge certificates, keys and CA files: nothing has to run for them. */
export function addCertificates(program: Command, context: CommandContext, finish: Finish): void {
  const certificate = program
    .command("certificate")
    .description("judge certificates, private keys and CA files before anybody uploads them")
  addLint(certificate, context, finish)
  addCleanBundle(certificate, context, finish)
  addChainVerify(program, context, finish)
}

function addLint(certificate: Command, context: CommandContext, finish: Finish): void {
  certificate
    .command("lint <file>")
    .description("every rule that a recording certificate breaks, and how to mend it")
    .option("--key <file>", "its private key, PEM; read into memory only")
    .option("--password-file <file>", "the private key's password")
    .option("--ca-bundle <file>", "the CA file that it must lead to")
    .option("--at <time>", "can it be used at this time? YYYY-MM-DD or ISO 8601")
    .option("--strict", "warnings end in exit code 1", false)
    .option("--json", "one JSON document on standard output", false)
    .action(async (file: string, options) => {
      const { certificateLintCommand } = await import("../commands/certificate-lint.ts")
      finish(await certificateLintCommand(file, options, context))
    })
}

function addCleanBundle(certificate: Command, context: CommandContext, finish: Finish): void {
  certificate
    .command("clean-bundle <file>")
    .description("write a CA file as the guide wants it: nearest intermediate first, root last")
    .requiredOption("--out <file>", "file to write; one that is there is never overwritten")
    .option("--json", "one JSON document on standard output", false)
    .action(async (file: string, options) => {
      const { cleanBundleCommand } = await import("../commands/certificate-clean-bundle.ts")
      finish(await cleanBundleCommand(file, options, context))
    })
}

function addChainVerify(program: Command, context: CommandContext, finish: Finish): void {
  program
    .command("chain")
    .description("judge a chain by RFC 5280")
    .command("verify")
    .description("OK, or one code and one sentence")
    .requiredOption("--cert <file>", "the certificate, PEM; others after it may help")
    .requiredOption("--ca-file <file>", "the CA file; a self-signed certificate of it ends a chain")
    .option(
      "--intermediates <file>",
      "more CA certificates, not trusted; may be repeated",
      collect,
      [],
    )
    .option("--at <time>", "time at which the chain must hold, YYYY-MM-DD or ISO 8601")
    .option("--strict", "also what RFC 5280 asks of CAs, as openssl verify -x509_strict", false)
    .option("--json", "one JSON document on standard output", false)
    .action(async (options) => {
      const { chainVerifyCommand } = await import("../commands/chain-verify.ts")
      finish(await chainVerifyCommand(options, context))
    })
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value]
}

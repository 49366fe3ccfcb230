import { resolve } from "node:path"
import { readInput } from "../certificate/input-text.ts"
import { lintDocument } from "../certificate/lint-document.ts"
import { lintLines } from "../certificate/lint-lines.ts"
import { lint, type LintReport } from "../certificate/lint.ts"
import { askOpenssl } from "../certificate/openssl-verify.ts"
import { parseMoment } from "../certificate/parse-moment.ts"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { readPassword } from "../envelope/decryption-keys.ts"

export interface CertificateLintOptions {
  readonly key?: string
  readonly passwordFile?: string
  readonly caBundle?: string
  readonly at?: string
  readonly strict: boolean
  readonly json: boolean
}

/** Judges a certificate, its private key and its CA file before anybody uploads them. */
export async function certificateLintCommand(
  file: string,
  options: CertificateLintOptions,
  { terminal, clock, folder }: CommandContext,
): Promise<ExitCode> {
  const at = options.at === undefined ? clock.now() : parseMoment(options.at, "--at")
  const read = async (name: string | undefined) =>
    name === undefined ? null : readInput(name, folder)
  const certificate = await readInput(file, folder)
  const bundle = await read(options.caBundle)
  const password = await readPassword(options.passwordFile, folder)
  const key = await read(options.key)
  const caPath = bundle === null ? null : resolve(folder, bundle.name)
  const report = await lint({
    certificate,
    key,
    password,
    bundle,
    at,
    isAtAsked: options.at !== undefined,
    askOpenssl: async (moment) => {
      if (caPath === null) return null
      return askOpenssl({ certificatePath: resolve(folder, file), caPath, at: moment })
    },
  })
  const exitCode = exitCodeFor(report, options.strict)
  if (options.json) terminal.out(JSON.stringify(lintDocument(report, { at, exitCode }), null, 2))
  else for (const line of lintLines(report, { name: file, terminal, exitCode })) terminal.out(line)
  return exitCode
}

function exitCodeFor({ findings }: LintReport, isStrict: boolean): ExitCode {
  const isBroken = findings.some(
    ({ severity }) => severity === "error" || (isStrict && severity === "warning"),
  )
  return isBroken ? EXIT.broken : EXIT.held
}

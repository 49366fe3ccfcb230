import { GirError, type ErrorCode } from "@gir/errors"
import { profileNotices, validateChain, type Certificate, type ChainVerdict } from "@gir/x509"
import { readCertificates, readInput } from "../certificate/input-text.ts"
import { parseMoment } from "../certificate/parse-moment.ts"
import type { CommandContext } from "../cli/command-context.ts"
import { errorFacts } from "../cli/error-block.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"

export interface ChainVerifyOptions {
  readonly cert: string
  readonly caFile: string
  readonly intermediates: readonly string[]
  readonly at?: string
  readonly strict: boolean
  readonly json: boolean
}

interface Answer {
  readonly path: readonly Certificate[]
  readonly notices: readonly string[]
  /** `null` when the chain holds. */
  readonly fault: GirError | null
  readonly depth: number | null
}

/** Judges a chain by RFC 5280 §6.1, for no host name and without revocation. */
export async function chainVerifyCommand(
  options: ChainVerifyOptions,
  { terminal, clock, folder }: CommandContext,
): Promise<ExitCode> {
  const at = options.at === undefined ? clock.now() : parseMoment(options.at, "--at")
  const answer = await judge(options, { at, folder })
  const exitCode = answer.fault === null ? EXIT.held : EXIT.broken
  if (options.json) {
    terminal.out(JSON.stringify(documentOf(answer, { at, exitCode }), null, 2))
    return exitCode
  }
  for (const notice of answer.notices) terminal.err(`${terminal.symbol("warning")} ${notice}`)
  terminal.out(answer.fault === null ? "OK" : `${answer.fault.code}: ${answer.fault.message}`)
  return exitCode
}

async function judge(
  options: ChainVerifyOptions,
  { at, folder }: { readonly at: Date; readonly folder: string },
): Promise<Answer> {
  const own = readCertificates(await readInput(options.cert, folder))
  const trusted = readCertificates(await readInput(options.caFile, folder))
  const beside = []
  for (const name of options.intermediates) {
    beside.push(readCertificates(await readInput(name, folder)))
  }
  const [certificate, ...rest] = own.certificates
  const [broken] = own.faults
  if (certificate === undefined || broken !== undefined) {
    return { path: [], notices: [], fault: broken ?? emptyFile(options.cert), depth: 0 }
  }
  const intermediates = [...rest, ...beside.flatMap((read) => read.certificates)]
  const caCertificates = trusted.certificates
  const verdict = validateChain({ certificate, caCertificates, intermediates, at })
  const unread = [...trusted.faults, ...beside.flatMap((read) => read.faults)]
  return answerOf(verdict, { unread, isStrict: options.strict })
}

/** Codes that say a certificate was not found, which may be one that could not be read. */
const NOT_FOUND: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "ERR_X509_CHAIN_ISSUER_MISSING",
  "ERR_X509_CHAIN_SELF_SIGNED",
])

function answerOf(
  verdict: ChainVerdict,
  { unread, isStrict }: { readonly unread: readonly GirError[]; readonly isStrict: boolean },
): Answer {
  const skipped = unread.map(({ where, message }) => `${where} is left out: ${message}`)
  if (!verdict.isTrusted) {
    const { code, reason, depth } = verdict
    const [cause] = unread
    if (cause !== undefined && NOT_FOUND.has(code)) {
      return { path: [], notices: skipped, fault: cause, depth: depth + 1 }
    }
    const fault = new GirError(code, `${reason} (depth ${depth})`)
    return { path: [], notices: skipped, fault, depth }
  }
  const { path } = verdict
  const advice = profileNotices(path)
  const [first] = advice
  if (!isStrict || first === undefined) {
    return { path, notices: [...skipped, ...advice], fault: null, depth: null }
  }
  const fault = new GirError("ERR_X509_PROFILE_ADVICE", first)
  return { path, notices: [...skipped, ...advice.slice(1)], fault, depth: null }
}

function emptyFile(name: string): GirError {
  return new GirError("ERR_X509_NOT_PEM", `${name} holds no certificate`, { where: name })
}

function documentOf(
  { path, notices, fault, depth }: Answer,
  { at, exitCode }: { readonly at: Date; readonly exitCode: ExitCode },
): object {
  return {
    schema: "gir.chain/1",
    verdict: fault === null ? "held" : "broken",
    exitCode,
    at: at.toISOString(),
    code: fault?.code ?? null,
    reason: fault?.message ?? null,
    depth,
    path: path.map((certificate) => ({
      id: certificate.sha256,
      subject: certificate.subject.rfc4514,
      serialNumber: certificate.serialNumber,
      notBefore: certificate.notBefore.toISOString(),
      notAfter: certificate.notAfter.toISOString(),
    })),
    notices,
    errors: fault === null ? [] : [errorFacts(fault)],
  }
}

import { GirError } from "@gir/errors"
import {
  distinctEntries,
  encodeCaBundle,
  inspectCaBundle,
  orderBundle,
  type BundleFinding,
} from "@gir/x509"
import { basename, dirname, resolve } from "node:path"
import { readInput, textOf } from "../certificate/input-text.ts"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { writeFiles } from "../cli/write-files.ts"

export interface CleanBundleOptions {
  readonly out: string
  readonly json: boolean
}

/** What the clean file has mended; every other finding is for a person to decide. */
const MENDED: ReadonlyMap<string, string> = new Map([
  ["ERR_X509_PEM_GLUED", "put on a line of its own"],
  ["ERR_X509_BUNDLE_LINE_ENDS", "now Unix line ends"],
  ["ERR_X509_BUNDLE_EXTRA_TEXT", "left out"],
  ["ERR_X509_BUNDLE_DUPLICATE", "left out"],
  ["ERR_X509_BUNDLE_ORDER", "now nearest intermediate first, root last"],
])

/** Writes the CA file that the guide asks for, and tells what had to be changed. */
export async function cleanBundleCommand(
  file: string,
  options: CleanBundleOptions,
  { terminal, folder }: CommandContext,
): Promise<ExitCode> {
  const { bytes } = await readInput(file, folder)
  const { entries, findings } = inspectCaBundle(textOf(bytes))
  refuseUnreadable(findings, file)
  const certificates = orderBundle(distinctEntries(entries).map((entry) => entry.certificate))
  const text = encodeCaBundle(certificates)
  const out = resolve(folder, options.out)
  await writeFiles(dirname(out), [{ name: basename(out), text, isPrivate: false }])
  const changes = findings.filter(({ code }) => MENDED.has(code)).map(changeLine)
  const left = findings.filter(({ code }) => !MENDED.has(code)).map(placed)
  if (changes.length === 0 && text !== textOf(bytes)) changes.push("the form: 64 characters a line")
  if (options.json) {
    const subjects = certificates.map(({ subject }) => subject.rfc4514)
    const document = { schema: "gir.clean-bundle/1", verdict: "held", exitCode: EXIT.held }
    const facts = { ...document, path: options.out, certificates: subjects, changes, notices: left }
    terminal.out(JSON.stringify({ ...facts, errors: [] }, null, 2))
    return EXIT.held
  }
  for (const change of changes) terminal.out(change)
  if (changes.length === 0) terminal.out("nothing had to be changed")
  for (const notice of left) terminal.err(`${terminal.symbol("warning")} ${notice}`)
  terminal.out(`${options.out}: ${certificates.length} certificates`)
  return EXIT.held
}

/** A block that cannot be read is not dropped in silence, and a private key is never copied. */
function refuseUnreadable(findings: readonly BundleFinding[], file: string): void {
  const fault =
    findings.find(({ code }) => code === "ERR_X509_BUNDLE_PRIVATE_KEY") ??
    findings.find(({ code, isWarning }) => !isWarning && !MENDED.has(code))
  if (fault === undefined) return
  const where = fault.line === null ? file : `${file}:${fault.line}`
  throw new GirError(fault.code, `${fault.message}; nothing was written`, { where })
}

function changeLine(finding: BundleFinding): string {
  return `${placed(finding)}: ${MENDED.get(finding.code)}`
}

function placed({ line, message }: BundleFinding): string {
  return line === null ? message : `line ${line}: ${message}`
}

import type { Terminal } from "../cli/terminal.ts"
import { alignColumns } from "../cli/table.ts"
import type { LintFinding, LintReport, Severity } from "./lint.ts"

const NARROW = 60
/** Symbol, the longest of the usual codes, and the gaps between the columns. */
const CODE_COLUMNS = 40
const MIN_COLUMN = 12
const STATUS = { error: "broken", warning: "warning", ok: "held" } as const

/** The table of a lint, for people. */
export function lintLines(
  report: LintReport,
  { name, terminal, exitCode }: { name: string; terminal: Terminal; exitCode: number },
): readonly string[] {
  const broken = report.findings.filter(({ severity }) => severity !== "ok")
  const held = report.findings.filter(({ severity }) => severity === "ok")
  return [
    `${name}  ${headline(report)}`,
    ...(broken.length === 0 ? [] : findingLines(broken, terminal)),
    ...heldLines(held, broken.length > 0, terminal),
    verdictLine(report, { terminal, exitCode }),
  ]
}

function headline({ certificate }: LintReport): string {
  if (certificate === null) return "no certificate could be read"
  const { subject, serialNumber, keyType, keyBits, notBefore, notAfter } = certificate
  const name = subject.commonName ?? (subject.rfc4514 || "(no name)")
  const key = `${keyType.toUpperCase()} ${keyBits}`
  return `${printable(name)} · serial ${serialNumber} · ${key} · ${day(notBefore)} to ${day(notAfter)}`
}

/** A name in a certificate is a stranger's text: it must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, "?")
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}

function findingLines(findings: readonly LintFinding[], terminal: Terminal): readonly string[] {
  if (terminal.columns < NARROW) return findings.flatMap((one) => narrowLines(one, terminal))
  const heading = [["", "code", "GIR rule", "openssl verify", "mend"]]
  const groups = findings.map((one) => findingRows(one, terminal))
  const aligned = alignColumns([heading, ...groups].flat())
  const [first = "", ...lines] = aligned
  const details = findings.map((one) =>
    wrap(printable(one.message), terminal.columns - 7).map((line) => `     ${line}`),
  )
  let at = 0
  const body = groups.flatMap((group, index) => {
    const own = lines.slice(at, at + group.length)
    at += group.length
    return [...own, ...details[index]!.map((line) => terminal.muted(line))]
  })
  return [first, ...body]
}

/** The wide columns wrap, and no word is cut. */
function findingRows(
  { severity, code, rule, opensslVerify, mend }: LintFinding,
  terminal: Terminal,
): readonly (readonly string[])[] {
  const left = terminal.columns - CODE_COLUMNS
  const widths = [Math.floor(left * 0.42), Math.floor(left * 0.2), Math.floor(left * 0.38)]
  const texts = [`${rule.name} [${rule.basis}]`, shortAnswer(opensslVerify), shortMend(mend)]
  const cells = texts.map((text, column) => wrap(text, Math.max(MIN_COLUMN, widths[column]!)))
  const height = Math.max(...cells.map((cell) => cell.length))
  return Array.from({ length: height }, (_, line) => [
    line === 0 ? terminal.symbol(STATUS[severity]) : "",
    line === 0 ? (code ?? "") : "",
    ...cells.map((cell) => cell[line] ?? ""),
  ])
}

/** The words are in the document; the number is what people look up. */
function shortAnswer(words: string): string {
  return words.replace(/^(error \d+ at depth \d+): .*$/, "$1")
}

function shortMend(mend: string): string {
  return mend.startsWith("gir certificate clean-bundle") ? "clean-bundle" : mend
}

function wrap(text: string, width: number): readonly string[] {
  const lines = [""]
  for (const word of text.split(" ")) {
    const last = lines.at(-1)!
    if (last !== "" && last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`
  }
  return lines
}

function narrowLines(finding: LintFinding, terminal: Terminal): readonly string[] {
  return [
    `${terminal.symbol(STATUS[finding.severity])} ${finding.code}`,
    `  rule: ${finding.rule.name} [${finding.rule.basis}]`,
    `  found: ${printable(finding.message)}`,
    `  openssl verify: ${finding.opensslVerify}`,
    `  mend: ${finding.mend}`,
  ]
}

function heldLines(
  held: readonly LintFinding[],
  isMore: boolean,
  terminal: Terminal,
): readonly string[] {
  if (held.length === 0) return []
  const names = held.map(({ rule }) => rule.shortName).join(", ")
  const count = `${held.length}${isMore ? " more" : ""} ${held.length === 1 ? "rule" : "rules"} held`
  return [`${terminal.symbol("held")}  ${count}  ${names}`]
}

function verdictLine(
  { findings }: LintReport,
  { terminal, exitCode }: { terminal: Terminal; exitCode: number },
): string {
  const count = (severity: Severity): string => {
    const number = findings.filter((one) => one.severity === severity).length
    return `${number} ${severity}${number === 1 ? "" : "s"}`
  }
  const isHeld = exitCode === 0
  const symbol = terminal.symbol(isHeld ? "held" : "broken")
  const verdict = `${isHeld ? "Held" : "Broken"}: ${count("error")}, ${count("warning")}`
  const all = `--json for all ${findings.length}, with offsets`
  return `${symbol} ${verdict}   ${terminal.muted(all)}   exit ${exitCode}`
}

import { basename, join } from "node:path"
import { alignColumns, alignWrapped } from "../cli/table.ts"
import type { Terminal } from "../cli/terminal.ts"
import type { Evidence, EvidenceRun, PreflightFinding } from "../evidence/evidence.ts"
import { groupMedia, type GroupColumn } from "../evidence/group-media.ts"
import type { Plan } from "./plan.ts"

const NARROW = 60

/** "Private keys are read into memory only. Inputs: 1 CA bundle, 2 certificates, 1 key of 2, 2 MCP" */
export function inputLine({ old, next, mcps }: Plan): string {
  const keys = [old, next].filter(({ key }) => key !== null).length
  return `Private keys are read into memory only. Inputs: 1 CA bundle, 2 certificates, ${keys} key${keys === 1 ? "" : "s"} of 2, ${mcps.length} MCP`
}

/** What was found before anything ran; what merely held is told once per certificate. */
export function preflightLines(
  findings: readonly PreflightFinding[],
  terminal: Terminal,
): readonly string[] {
  const isHeadline = ({ status, file }: PreflightFinding, index: number): boolean =>
    status !== "held" || findings.findIndex((one) => one.file === file) === index
  const shown = findings.filter(
    (finding, index) => isHeadline(finding, index) && !finding.file.startsWith("step "),
  )
  return alignWrapped(
    shown.flatMap((finding) => findingRows(finding, terminal)),
    terminal.columns,
  )
}

/** Of a step of the rehearsal, and so told below its matrix. */
export function stepWarningLines(
  findings: readonly PreflightFinding[],
  terminal: Terminal,
): readonly string[] {
  const shown = findings.filter(({ file }) => file.startsWith("step "))
  return alignWrapped(
    shown.flatMap((finding) => findingRows(finding, terminal)),
    terminal.columns,
  )
}

function findingRows(
  { status, file, code, message, openssl, mend }: PreflightFinding,
  terminal: Terminal,
): readonly (readonly string[])[] {
  const words = `${code === null ? "" : `${code}: `}${printable(message)}`
  const rows = [[terminal.symbol(status), printable(file), words]]
  if (status !== "broken") return rows
  if (openssl !== null) rows.push(["", "", `openssl verify: ${printable(openssl)}`])
  if (mend !== null) rows.push(["", "", `mend: ${printable(mend)}`])
  return rows
}

/** The rotation matrix, as a table; below 60 columns as lines. */
export function matrixLines(run: EvidenceRun, terminal: Terminal): readonly string[] {
  const groups = groupMedia(run)
  const headings = run.steps.map(({ name }, index) => `${index + 1} ${name}`)
  const rows = groups.map(({ label, columns }) => [
    label,
    ...columns.map((one) => cell(one, terminal)),
  ])
  if (terminal.columns < NARROW) {
    return rows.flatMap(([label = "", ...cells]) =>
      cells.map((text, index) => `${label}, ${headings[index]}: ${text}`),
    )
  }
  return alignColumns([["Opened by", ...headings], ...rows])
}

function cell(column: GroupColumn | null, terminal: Terminal): string {
  if (column === null) return terminal.symbol("notYet")
  const { plays, fails, notProved, isHeld } = column
  const parts = [
    plays > 0 ? `${terminal.symbol("plays")} ${plays}` : "",
    fails > 0 ? `${terminal.symbol("fails")} ${fails}` : "",
    notProved > 0 ? `${terminal.symbol("notProved")} ${notProved}` : "",
    isHeld ? "" : "!",
  ]
  return parts.filter((part) => part !== "").join(" ")
}

/** "Rehearsal   40 recordings × 6 steps · simulated clock 2026-11-01 to 2027-01-15" */
export function rehearsalLine({ media, steps }: EvidenceRun): string {
  const recordings = new Set(media.map(({ recordingId }) => recordingId)).size
  const [first, last] = [steps[0], steps.at(-1)].map((step) => step?.at.slice(0, 10) ?? "")
  return `Rehearsal   ${recordings} recordings × ${steps.length} steps · simulated clock ${first} to ${last}`
}

/** The expectations that broke, with what was found; what follows from a refusal is left out. */
export function brokenLines({ steps }: EvidenceRun, terminal: Terminal): readonly string[] {
  const broken = steps.flatMap(({ expectations }, index) => {
    const own = expectations.filter(({ status }) => status === "broken")
    const refused = own.filter(({ kind }) => kind === "refused")
    return (refused.length > 0 ? refused : own).map((one) => ({ step: index + 1, ...one }))
  })
  const rows = broken
    .slice(0, SHOWN)
    .flatMap(({ step, kind, expected, found, hint }) => [
      [terminal.symbol("broken"), `step ${step}`, `${kind}: expected ${printable(expected)}`],
      ["", "", `found ${printable(found)}`],
      ...(hint === null ? [] : [["", "", `hint: ${printable(hint)}`]]),
    ])
  const more = broken.length - SHOWN
  if (more > 0) rows.push(["", "", `${more} more (--report DIR, --json)`])
  return alignWrapped(rows, terminal.columns)
}

const SHOWN = 5

export function verdictLines(
  evidence: Evidence,
  plan: Plan,
  terminal: Terminal,
): readonly string[] {
  const symbol = terminal.symbol(evidence.verdict)
  // One space after the symbol; what does not fit stands below the words.
  return alignWrapped([[verdictWords(evidence, plan)]], terminal.columns - INDENT).map(
    (line, index) => (index === 0 ? `${symbol} ${line}` : `  ${line}`),
  )
}

/** As wide as the widest symbol and its space: "FAIL ". */
const INDENT = 5

function verdictWords({ verdict, counts, sentence }: Evidence, plan: Plan): string {
  const { expectations, held, notProved } = counts
  if (verdict === "held") return `Held: ${held} of ${expectations} expectations; ${sentence}`
  if (verdict === "broken") return `Broken: ${sentence}`
  const missing = missingKeys(plan)
  const without = missing.length === 0 ? "" : ` without ${missing.join(" and ")}`
  return `Not proved in full: ${held} of ${expectations} expectations held, ${notProved} could not be checked${without}`
}

/** "new.key": the key's option in the plan is what the user can add. */
function missingKeys({ old, next }: Plan): readonly string[] {
  return [...(old.key === null ? ["oldKey"] : []), ...(next.key === null ? ["newKey"] : [])]
}

export interface EndOptions {
  readonly plan: Plan
  readonly report: string | null
  readonly files: readonly string[]
  readonly command: string
}

export function endLines(
  evidence: Evidence,
  { plan, report, files, command }: EndOptions,
): readonly string[] {
  const lines: string[] = []
  if (report !== null) {
    const [first = "", ...others] = files
    lines.push(
      `Evidence  ${[join(report, first), ...others.map((name) => basename(name))].join(" · ")}`,
    )
  }
  lines.push(`Next      ${nextOf(evidence, { plan, report, command })}`)
  return lines
}

/** A line that runs as it is printed; what has to be mended stands above. */
function nextOf(
  { verdict, counts }: Evidence,
  { plan, report, command }: Pick<EndOptions, "plan" | "report" | "command">,
): string {
  const [key] = missingKeys(plan)
  if (verdict === "notProved" && key !== undefined) {
    return `add ${key}: to ${plan.file.name} to prove the ${counts.notProved}`
  }
  if (verdict === "broken") return command
  return report === null ? `${command} --report evidence` : "npm start"
}

function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, "?")
}

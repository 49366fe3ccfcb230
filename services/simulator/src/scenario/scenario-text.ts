import { seconds } from "../cli/task-list.ts"
import type { Terminal } from "../cli/terminal.ts"
import type { Evidence, EvidenceExpectation, EvidenceRun } from "../evidence/evidence.ts"
import { policyWords } from "./policy.ts"

const NAME_COLUMNS = 28
const POLICY_COLUMNS = 34

/** One line for each run that has ended. */
export function runLine(run: EvidenceRun, terminal: Terminal): string {
  const { cells, steps, verdict } = run
  const said = steps.flatMap(({ expectations }) => expectations)
  const held =
    cells.filter(({ isHeld, status }) => isHeld && status !== "notProved").length +
    said.filter(({ status }) => status === "held").length
  const policy = policyWords(run.policy)
  const count = `${held} of ${cells.length + said.length}`
  if (!terminal.isInteractive) {
    const words = policy === "" ? "" : ` ${policy.replaceAll(", ", " ")}`
    return `${verdict.padEnd(6)}  ${run.name} ${run.envelopeProfile}${words}: ${count} expectations, ${seconds(run.durationMs)}`
  }
  const text = [
    run.name.padEnd(NAME_COLUMNS),
    run.envelopeProfile.padEnd(8),
    policy.padEnd(POLICY_COLUMNS),
    count.padStart(10),
    seconds(run.durationMs).padStart(8),
  ]
  return `${terminal.symbol(verdict)} ${text.join(" ")}`
}

const MOST_SHOWN = 12

/** What broke: expected, found, where it stands, and what to look at. */
export function brokenLines(run: EvidenceRun, terminal: Terminal): string[] {
  const policy = policyWords(run.policy)
  const which = `${run.name}, ${run.envelopeProfile}${policy === "" ? "" : `, ${policy}`}`
  const said = run.steps.flatMap((step, index) =>
    step.expectations
      .filter(({ status }) => status === "broken")
      .map((one) => expectationLines(one, `${which}, step ${index + 1} ${step.name}`, terminal)),
  )
  const shown = said.slice(0, MOST_SHOWN).flat()
  const rest = said.length - MOST_SHOWN
  const cells = said.length === 0 ? cellLines(run, which, terminal) : []
  return [...shown, ...(rest > 0 ? [`  and ${rest} more, in evidence.json`] : []), ...cells]
}

function expectationLines(
  { kind, where, expected, found, hint }: EvidenceExpectation,
  which: string,
  terminal: Terminal,
): string[] {
  return [
    `${terminal.symbol("broken")} ${kind}  ${which}`,
    `  --> ${where}`,
    `  expected  ${expected}`,
    `  found     ${found}`,
    ...(hint === null ? [] : [`  hint      ${hint}`]),
  ]
}

/** A cell that no line of the file is about: it changed although nobody said so. */
function cellLines(run: EvidenceRun, which: string, terminal: Terminal): string[] {
  const wrong = run.cells.filter(({ isHeld }) => !isHeld)
  return wrong.slice(0, MOST_SHOWN).flatMap((cell) => {
    const media = run.media.find(({ mediaId }) => mediaId === cell.mediaId)
    const names = (media?.recipients ?? []).map(
      ({ issuer, serialNumber }) => `issuer ${issuer}, serial ${serialNumber}`,
    )
    return [
      `${terminal.symbol("broken")} ${cell.mediaId}  ${which}, step ${cell.step}`,
      `  expected  ${cell.expected}`,
      `  found     ${cell.status}${cell.code === null ? "" : ` ${cell.code}: ${cell.reason}`}`,
      `  recipients  ${names.join("; ") || "none: it lies in clear"}`,
      `  hint      no line under expect says that this changes in this step`,
    ]
  })
}

export interface Ending {
  readonly elapsedMs: number
  /** Null when no report was asked for. */
  readonly report: string | null
}

/** The verdict, and where to read on. */
export function endingLines(evidence: Evidence, ending: Ending, terminal: Terminal): string[] {
  const { counts, verdict, runs } = evidence
  const held = runs.filter((run) => run.verdict === "held").length
  const sum = `${counts.held} of ${counts.expectations} expectations`
  const detail = `${counts.plays} play, ${counts.fails} fail as expected, ${counts.refused} refused as expected`
  const took = seconds(ending.elapsedMs)
  if (!terminal.isInteractive) {
    return [
      `${verdict}: ${sum}; ${held} of ${runs.length} runs held; ${detail.replaceAll(" as expected", " (expected)")}; ${took}`,
      ...(ending.report === null ? [] : [`report: ${ending.report}`]),
    ]
  }
  const word = verdict === "held" ? "Held" : verdict === "broken" ? "Broken" : "Not proved in full"
  return [
    `${terminal.symbol(verdict)} ${word}: ${sum}, ${held} of ${runs.length} runs  (${detail})  ${took}`,
    ...(ending.report === null ? [] : [`Report  ${ending.report}     opens without a network`]),
  ]
}

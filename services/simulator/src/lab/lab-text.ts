import type { LabDone, LabHint, LabReport, LabSolution, LabStatus } from "@gir/contracts"
import type { Terminal } from "../cli/terminal.ts"
import { wrap } from "../scenario/step/wrap.ts"

const WIDEST = 96
const LABEL_COLUMNS = 9

/** What a lab is about, and how far its tasks are. */
export function statusLines(status: LabStatus, terminal: Terminal): string[] {
  const { number, title, goal, proves, found, tasks, isSolved, why } = status
  const label = (name: string, text: string): string[] => labelled(name, text, terminal)
  return [
    `Lab ${number ?? status.lab}  ${title}`,
    ...label("Goal", goal),
    ...label("Guide", proves),
    ...label("Found", found),
    ...tasks.flatMap((task, index) => {
      const hints = task.hintsTaken === 0 ? "" : `  (hints taken: ${task.hintsTaken})`
      const line = `${terminal.symbol(task.status)} ${index + 1} ${task.text}${hints}`
      return [...label("", line), ...(task.guide === null ? [] : label("", `    ${task.guide}`))]
    }),
    ...(isSolved ? solvedLines(why, terminal) : []),
  ]
}

/** The lab as it is again, and how long that took. */
export function resetLines(status: LabStatus, terminal: Terminal): string[] {
  const seconds = (status.resetMs / 1_000).toFixed(1)
  const done = `${terminal.symbol("held")} back at the start after ${seconds} s`
  return [...statusLines(status, terminal), ...labelled("Reset", done, terminal)]
}

/** Every task with what was found, and what a mistake calls for. */
export function reportLines(report: LabReport, terminal: Terminal): string[] {
  const { tasks, mistakes, isSolved, why } = report
  const done = tasks.filter(({ status }) => status === "held").length
  return [
    ...tasks.flatMap(({ status, text, findings }) => [
      `${terminal.symbol(status)} ${text}`,
      ...findings.filter((one) => one.status !== "held").flatMap(findingLines),
    ]),
    ...mistakeLines(mistakes, terminal),
    ...(isSolved
      ? solvedLines(why, terminal)
      : [`${terminal.symbol("broken")} ${done} of ${tasks.length} tasks done`]),
  ]
}

function findingLines({ expected, found, kind }: LabReport["tasks"][number]["findings"][number]) {
  return [`    ${kind}: expected ${expected}`, `      found ${found}`]
}

function mistakeLines(mistakes: readonly string[], terminal: Terminal): string[] {
  const mark = terminal.symbol("warning")
  return mistakes.flatMap((hint) => labelled("", `${mark} ${hint}`, terminal))
}

function solvedLines(why: string | null, terminal: Terminal): string[] {
  return [`${terminal.symbol("held")} Solved`, ...labelled("Why", why ?? "", terminal)]
}

/** What an action came to. */
export function doneLines(done: LabDone, terminal: Terminal): string[] {
  const { actions, refusals, mistakes } = done
  return [
    ...actions.flatMap(({ verb, sentence }) => labelled("Do", `${verb}: ${sentence}`, terminal)),
    ...refusals.flatMap(({ verb, code, reason, remedy }) => [
      `${terminal.symbol("refused")} ${verb}: ${code}: ${reason}`,
      ...labelled("Remedy", remedy, terminal),
    ]),
    ...mistakeLines(mistakes, terminal),
  ]
}

export function hintLines({ task, level, of, text }: LabHint, terminal: Terminal): string[] {
  if (task === null) return [`${terminal.symbol("held")} ${text}`]
  return labelled(`Hint ${level}/${of}`, `${task}: ${text}`, terminal)
}

/** Step by step, and then what the check says. */
export function solutionLines(solution: LabSolution, terminal: Terminal): string[] {
  const { cause, done, report } = solution
  return [
    ...(cause === null ? [] : labelled("Cause", cause, terminal)),
    ...doneLines(done, terminal),
    ...reportLines(report, terminal),
  ]
}

function labelled(name: string, text: string, { columns }: Terminal): string[] {
  // A terminal that does not know its width says 0.
  const width = Math.min(columns || WIDEST, WIDEST) - LABEL_COLUMNS
  return wrap(text, width).map(
    (line, index) => `${(index === 0 ? name : "").padEnd(LABEL_COLUMNS)}${line}`,
  )
}

import type { Terminal } from "../../cli/terminal.ts"
import type { EvidenceExpectation, EvidenceRun } from "../../evidence/evidence.ts"
import { POLICY_SWITCHES, type Policy } from "../policy.ts"
import type { Scenario } from "../scenario.ts"
import { wrap } from "./wrap.ts"

export interface ShownStep {
  readonly scenario: Scenario
  /** The run as far as it has come; its last step is shown. */
  readonly run: EvidenceRun
  readonly policy: Policy
  /** The console's page of the same step. */
  readonly screen: string
}

export const KEYS_LINE =
  "Enter next · b back to start · e run to end · i inspect envelope · p play · w what if · q quit"

const LABEL_COLUMNS = 9
const STEP_COLUMNS = 16
const WIDEST = 96

/** One step, for a person who is learning: what it is about, what was done, what came of it. */
export function stepLines(shown: ShownStep, terminal: Terminal): string[] {
  const { scenario, run, policy } = shown
  const number = run.steps.length
  const step = run.steps[number - 1]
  const said = scenario.steps[number - 1]
  if (step === undefined || said === undefined) return []
  // A terminal that does not know its width says 0.
  const columns = Math.min(terminal.columns || WIDEST, WIDEST)
  const place = `step ${number} of ${scenario.steps.length}`
  const label = (name: string, texts: readonly string[]): string[] => labelled(name, texts, columns)
  return [
    `${scenario.title.padEnd(columns - STEP_COLUMNS)}${place.padStart(STEP_COLUMNS)}`,
    ...label("Explain", [`${step.explain} [${basisOf(step.expectations)}]`]),
    ...label("Do", [...(step.guide === null ? [] : [`In GAX: ${step.guide}`]), ...here(shown)]),
    ...label("Changed", step.changes.length === 0 ? ["nothing"] : [step.changes.join(" · ")]),
    ...label("Check", [
      cellsLine(run, number, terminal),
      ...checkLines(step.expectations, terminal),
    ]),
    ...label("Screen", [shown.screen]),
    ...label("What if", whatIf(policy, scenario)),
    KEYS_LINE,
  ]
}

/** A label, and texts beside it, each from a line of its own. */
function labelled(name: string, texts: readonly string[], columns: number): string[] {
  const lines = texts.flatMap((text) => wrap(text, columns - LABEL_COLUMNS))
  return lines.map((line, index) => `${(index === 0 ? name : "").padEnd(LABEL_COLUMNS)}${line}`)
}

/** The same in the words of the file, and the line where it stands. */
function here({ scenario, run }: ShownStep): string[] {
  const number = run.steps.length
  const actions = scenario.steps[number - 1]?.do ?? []
  const found = run.steps[number - 1]?.actions ?? []
  if (actions.length === 0) return ["Here:   nothing is done; time passes"]
  return actions.map(({ verb, params, where }, index) => {
    const words = typeof params === "string" ? params : JSON.stringify(params).replaceAll('"', "")
    const line = where.split(":").at(-1) ?? ""
    return `Here:   ${verb}: ${words}   (line ${line} of the file)   ${found[index]?.sentence ?? ""}`
  })
}

function cellsLine({ cells }: EvidenceRun, step: number, terminal: Terminal): string {
  const column = cells.filter((cell) => cell.step === step)
  const held = column.filter(({ isHeld }) => isHeld)
  const plays = column.filter(({ status }) => status === "plays").length
  const fails = column.filter(({ status }) => status === "fails").length
  const status = held.length === column.length ? "held" : "broken"
  const parts = [`${plays} play, equal to their originals`, ...(fails > 0 ? [`${fails} fail`] : [])]
  return `${terminal.symbol(status)} ${held.length} of ${column.length} media files as expected: ${parts.join(", ")}`
}

function checkLines(expectations: readonly EvidenceExpectation[], terminal: Terminal): string[] {
  return expectations.flatMap(({ kind, status, expected, found, hint, basis }) => {
    const mark = terminal.symbol(status)
    if (status === "held") return [`${mark} ${kind}: ${found} [${basis.join(" ")}]`]
    const rest = hint === null ? [] : [`  hint: ${hint}`]
    return [
      `${mark} ${kind}: expected ${expected} [${basis.join(" ")}]`,
      `  found: ${found}`,
      ...rest,
    ]
  })
}

function basisOf(expectations: readonly EvidenceExpectation[]): string {
  return [...new Set(expectations.flatMap(({ basis }) => basis))].toSorted().join(" ")
}

function whatIf(policy: Policy, { policy: cited }: Scenario): string[] {
  const switches = Object.keys(cited)
  if (switches.length === 0) return ["no assumed switch plays a part here"]
  return switches.map((name) => {
    const others = (POLICY_SWITCHES[name]?.values ?? []).filter((value) => value !== policy[name])
    return `${name} = ${policy[name]} [A]; w shows this step under ${others.join(", ")}`
  })
}

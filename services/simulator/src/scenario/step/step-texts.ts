import type { WalkCheck } from "@gir/contracts"
import type { EvidenceExpectation, EvidenceRun } from "../../evidence/evidence.ts"
import type { RunFacts } from "../facts.ts"
import { POLICY_SWITCHES, type Policy } from "../policy.ts"
import type { Scenario } from "../scenario.ts"

export interface ShownStep {
  readonly scenario: Scenario
  /** The run as far as it has come; its last step is shown. */
  readonly run: EvidenceRun
  readonly facts: RunFacts
  readonly policy: Policy
}

/** What a person reads of one step: the same in the terminal and in the console. */
export interface StepTexts {
  readonly number: number
  readonly name: string
  readonly at: string
  readonly explain: string
  readonly basis: readonly string[]
  readonly do: readonly string[]
  readonly changed: string
  readonly checks: readonly WalkCheck[]
  readonly whatIf: readonly string[]
}

/** @returns null before the first step. */
export function stepTexts({ scenario, run, policy }: ShownStep): StepTexts | null {
  const number = run.steps.length
  const step = run.steps[number - 1]
  if (step === undefined) return null
  const { name, at, explain, guide, changes, expectations } = step
  return {
    number,
    name,
    at,
    explain,
    basis: basisOf(expectations),
    do: [...(guide === null ? [] : [`In GAX: ${guide}`]), ...here(scenario, run)],
    changed: changes.length === 0 ? "nothing" : changes.join(" · "),
    checks: [cellsCheck(run, number), ...expectations.map(check)],
    whatIf: whatIf(policy, scenario),
  }
}

/** The same in the words of the file, and the line where it stands. */
function here(scenario: Scenario, run: EvidenceRun): string[] {
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

function cellsCheck({ cells }: EvidenceRun, step: number): WalkCheck {
  const column = cells.filter((cell) => cell.step === step)
  const held = column.filter(({ isHeld }) => isHeld)
  const plays = column.filter(({ status }) => status === "plays").length
  const fails = column.filter(({ status }) => status === "fails").length
  const parts = [`${plays} play, equal to their originals`, ...(fails > 0 ? [`${fails} fail`] : [])]
  return {
    status: held.length === column.length ? "held" : "broken",
    text: `${held.length} of ${column.length} media files as expected: ${parts.join(", ")}`,
    more: [],
  }
}

function check({ kind, status, expected, found, hint, basis }: EvidenceExpectation): WalkCheck {
  const rests = `[${basis.join(" ")}]`
  if (status === "held") return { status, text: `${kind}: ${found} ${rests}`, more: [] }
  return {
    status,
    text: `${kind}: expected ${expected} ${rests}`,
    more: [`found: ${found}`, ...(hint === null ? [] : [`hint: ${hint}`])],
  }
}

function basisOf(expectations: readonly EvidenceExpectation[]): string[] {
  return [...new Set(expectations.flatMap(({ basis }) => basis))].toSorted()
}

function whatIf(policy: Policy, { policy: cited }: Scenario): string[] {
  const switches = Object.keys(cited)
  if (switches.length === 0) return ["no assumed switch plays a part here"]
  return switches.map((name) => {
    const own = policy[name] ?? ""
    const others = (cited[name] ?? []).filter((value) => value !== own)
    return `${name} = ${labelled(name, own)}; w shows this step under ${others.map((value) => labelled(name, value)).join(", ")}`
  })
}

/** A value of a switch, with what it rests on. */
function labelled(name: string, value: string): string {
  return `${value} [${POLICY_SWITCHES[name]?.fidelity[value]?.basis ?? "A"}]`
}

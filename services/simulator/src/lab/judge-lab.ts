import { expectationOf } from "../scenario/expectations/expectation-table.ts"
import type { RunFacts, StepFacts } from "../scenario/facts.ts"
import type { Expectation } from "../scenario/scenario.ts"
import type { Lab } from "./lab.ts"
import type { LabFinding, LabReport } from "@gir/contracts"

/** What a look at the installation found out, for the expectations that were asked. */
export interface Look {
  readonly run: RunFacts
  readonly step: StepFacts
  readonly number: number
  /** In the order of the step's probes. */
  readonly asked: readonly Expectation[]
  /** Expectations that speak of what is not there yet, and what that is. */
  readonly unasked: ReadonlyMap<Expectation, string>
}

/** Holds one expectation against what was found. */
function judgeFinding(expectation: Expectation, look: Look): LabFinding {
  const { kind, params } = expectation
  const missing = look.unasked.get(expectation)
  if (missing !== undefined) {
    const hint = "npx gir lab hint"
    return { kind, status: "broken", expected: `${kind} is as it must be`, found: missing, hint }
  }
  const { run, step, number } = look
  const probe = step.probes[look.asked.indexOf(expectation)]
  return { kind, ...expectationOf(kind).judge(params, { run, step, number, probe }) }
}

/** Every task with what was found for it. */
export function reportOf(
  lab: Lab,
  { why, look }: { readonly why: string; readonly look: Look },
): LabReport {
  const tasks = lab.tasks.map(({ name, text, check }) => {
    const findings = check.map((expectation) => judgeFinding(expectation, look))
    const isDone = findings.every(({ status }) => status === "held")
    return { name, text, status: isDone ? ("held" as const) : ("broken" as const), findings }
  })
  const isSolved = tasks.every(({ status }) => status === "held")
  const mistakes = isSolved ? [] : mistakesIn(lab, look)
  return { lab: lab.name, isSolved, tasks, mistakes, why: isSolved ? why : null }
}

/** @returns the hints for what was done wrong. */
export function mistakesIn({ mistakes }: Lab, look: Look): string[] {
  return mistakes
    .filter(({ found }) => found.every((one) => judgeFinding(one, look).status === "held"))
    .map(({ hint }) => hint)
}

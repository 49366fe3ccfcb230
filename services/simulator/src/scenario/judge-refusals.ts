import type { EvidenceExpectation } from "../evidence/evidence.ts"
import type { RefusalFact, StepFacts } from "./facts.ts"
import { isMeantFor, type Policy } from "./policy.ts"
import type { ScenarioStep } from "./scenario.ts"

/** A refusal that nobody expected is broken: a step must not fail in silence. */
export function unexpectedRefusals(
  said: ScenarioStep,
  step: StepFacts,
  policy: Policy,
): EvidenceExpectation[] {
  const expected = said.expect.filter(
    ({ kind, when }) => kind === "refused" && isMeantFor(when, policy),
  )
  const isExpected = ({ verb, subject }: RefusalFact): boolean =>
    expected.some(({ params }) => {
      const { action, of } = params as { action: string; of?: string }
      return action === verb && (of === undefined || of === subject)
    })
  const surprises = step.refusals.filter((refusal) => !isExpected(refusal))
  const first = new Map(surprises.map((one) => [`${one.verb} ${one.subject} ${one.code}`, one]))
  return [...first.values()].map(({ verb, subject, code, reason, remedy }) => ({
    kind: "refused",
    basis: said.expect[0]?.basis ?? ["A"],
    where: said.do.find((action) => action.verb === verb)?.where ?? "",
    status: "broken",
    expected: `${verb} of ${subject} is done`,
    found: `refused with ${code}: ${reason}`,
    hint: remedy,
  }))
}

import type { EnvelopeProfile } from "@gir/contracts"
import { policyVariants, policyWords, type Policy } from "./policy.ts"
import type { Scenario } from "./scenario.ts"

/** One scenario under one envelope profile and one value of each switch that it cites. */
export interface PlannedRun {
  readonly scenario: Scenario
  readonly envelopeProfile: EnvelopeProfile
  readonly policy: Policy
  /** Sets its jobs apart on the installation that it shares. */
  readonly runId: string
}

/** @returns every run, by scenario, envelope profile and policy. */
export function planRuns(
  scenarios: readonly Scenario[],
  profiles: readonly EnvelopeProfile[],
): readonly PlannedRun[] {
  return scenarios
    .flatMap((scenario) =>
      profiles.flatMap((envelopeProfile) =>
        policyVariants(scenario.policy).map((policy) => ({ scenario, envelopeProfile, policy })),
      ),
    )
    .map((run, index) => ({ ...run, runId: `run-${index}` }))
}

/** "planned-rotation, modern, bundleOrder=warn". */
export function describeRun({ scenario, envelopeProfile, policy }: PlannedRun): string {
  const words = policyWords(policy)
  return `${scenario.name}, ${envelopeProfile}${words === "" ? "" : `, ${words}`}`
}

import type { Clock } from "@gir/sim"
import type { EvidenceRun } from "../evidence/evidence.ts"
import { judgeRun } from "./judge-run.ts"
import type { Policy } from "./policy.ts"
import { runScenario } from "./run-scenario.ts"
import type { Scenario } from "./scenario.ts"
import type { Stage } from "./world/stage.ts"

export interface RehearseOptions {
  readonly scenario: Scenario
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Sets the run's jobs apart from all others of the installation: `[0-9a-z-]`. */
  readonly runId: string
  readonly policy?: Policy
  /** In place of the scenario's own. */
  readonly seed?: number
  readonly onProgress?: (step: string) => void
}

/**
 * Rehearses one scenario on an installation that runs.
 *
 * @throws what keeps a step from being carried out; the signal's reason. A broken expectation is no
 * error: the run's verdict says so.
 */
export async function rehearseOn(stage: Stage, options: RehearseOptions): Promise<EvidenceRun> {
  const { scenario, clock, policy = {}, signal, runId, onProgress } = options
  const seed = options.seed ?? scenario.seed
  const startMs = clock.monotonicMs()
  const facts = await runScenario({ stage, scenario, policy, seed, signal, runId }, (step) =>
    onProgress?.(step.name),
  )
  const durationMs = clock.monotonicMs() - startMs
  const { envelopeProfile } = stage
  return judgeRun({ scenario, facts, envelopeProfile, policy, seed, durationMs })
}

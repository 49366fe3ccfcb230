import type { EnvelopeProfile } from "@gir/contracts"
import type { Clock } from "@gir/sim"
import type { SimulatorConfig } from "../config.ts"
import type { EvidenceRun, OracleTest } from "../evidence/evidence.ts"
import { testOracle } from "../evidence/test-oracle.ts"
import type { PlannedRun } from "./plan-runs.ts"
import { DEFAULT_SEED } from "./file/load-scenario.ts"
import { rehearseOn } from "./rehearse.ts"
import { openKeyPool } from "./world/key-pool.ts"
import { withStage } from "./world/open-stage.ts"

export interface RunAllOptions {
  readonly config: SimulatorConfig
  readonly clock: Clock
  readonly signal: AbortSignal
  /** In place of the scenarios' own; null keeps them. */
  readonly seed: number | null
  /** Plants faults under recordings of its own, to see whether the oracle notices. */
  readonly isOracleTested: boolean
  readonly onRun: (run: PlannedRun, evidence: EvidenceRun) => void
  readonly onProgress: (run: PlannedRun, step: string) => void
}

export interface AllRuns {
  /** In the order of the plan. */
  readonly runs: readonly EvidenceRun[]
  /** Empty when the oracle was not tested. */
  readonly oracleTests: readonly OracleTest[]
}

/** Runs what is planned, on one installation per envelope profile, both at the same time. */
export async function runAll(
  runs: readonly PlannedRun[],
  options: RunAllOptions,
): Promise<AllRuns> {
  const failed = new AbortController()
  const signal = AbortSignal.any([options.signal, failed.signal])
  const keys = openKeyPool()
  const found = new Map<PlannedRun, EvidenceRun>()
  const profiles = [...new Set(runs.map(({ envelopeProfile }) => envelopeProfile))]
  let oracleTests: readonly OracleTest[] = []
  const lane = async (envelopeProfile: EnvelopeProfile): Promise<void> => {
    try {
      const { config } = options
      await withStage({ config, envelopeProfile, keys, signal }, async (stage) => {
        for (const run of runs.filter((one) => one.envelopeProfile === envelopeProfile)) {
          const evidence = await rehearseOn(stage, {
            ...run,
            ...(options.seed === null ? {} : { seed: options.seed }),
            clock: options.clock,
            signal,
            onProgress: (step) => options.onProgress(run, step),
          })
          found.set(run, evidence)
          options.onRun(run, evidence)
        }
        if (options.isOracleTested && envelopeProfile === profiles[0]) {
          const { clock, seed } = options
          oracleTests = await testOracle(stage, { clock, signal, seed: seed ?? DEFAULT_SEED })
        }
      })
    } catch (error) {
      // The other lane would run on for minutes, and its result is not asked for any more.
      failed.abort(error)
      throw error
    }
  }
  const ends = await Promise.allSettled(profiles.map(lane))
  options.signal.throwIfAborted()
  for (const end of ends) if (end.status === "rejected") throw failed.signal.reason
  return { runs: runs.flatMap((run) => found.get(run) ?? []), oracleTests }
}

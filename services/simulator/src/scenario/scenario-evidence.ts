import { PRODUCT_VERSION } from "../cli/banner.ts"
import type { Evidence } from "../evidence/evidence.ts"
import { sumUp } from "../evidence/sum-up.ts"
import type { AllRuns } from "./run-all.ts"
import type { Scenario } from "./scenario.ts"

export interface EvidenceHead {
  readonly scenarios: readonly Scenario[]
  readonly command: string
  readonly seed: number
}

/** All runs as one document: the JSON report, and what HTML and JUnit are drawn from. */
export function scenarioEvidence({ runs, oracleTests }: AllRuns, head: EvidenceHead): Evidence {
  const { scenarios, command, seed } = head
  return {
    schema: "gir.scenario/1",
    ...sumUp(runs),
    command,
    seed,
    versions: {
      gir: PRODUCT_VERSION,
      node: process.versions.node,
      openssl: process.versions.openssl,
    },
    inputs: scenarios.flatMap(({ inputs }) => inputs),
    preflight: [],
    runs,
    ...(oracleTests.length === 0 ? {} : { oracleTests }),
  }
}

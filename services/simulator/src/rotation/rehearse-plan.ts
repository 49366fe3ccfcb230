import type { Clock } from "@gir/sim"
import { PRODUCT_VERSION } from "../cli/banner.ts"
import type { SimulatorConfig } from "../config.ts"
import type {
  Evidence,
  EvidenceCensus,
  EvidenceRun,
  OracleTest,
  PreflightFinding,
} from "../evidence/evidence.ts"
import { sumUp } from "../evidence/sum-up.ts"
import { testOracle } from "../evidence/test-oracle.ts"
import { rehearseOn } from "../scenario/rehearse.ts"
import { openKeyPool } from "../scenario/world/key-pool.ts"
import { withStage } from "../scenario/world/open-stage.ts"
import type { Stage } from "../scenario/world/stage.ts"
import { planScenario, policyOf, type PlanScenarioOptions } from "./plan-scenario.ts"
import { recordersOf } from "./plan-rounds.ts"
import type { Plan } from "./plan.ts"

export interface RehearsePlanOptions {
  readonly config: SimulatorConfig
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly preflight: readonly PreflightFinding[]
  readonly onProgress: (text: string) => void
}

export interface PlanRehearsal {
  readonly run: EvidenceRun
  readonly oracleTests: readonly OracleTest[]
}

/**
 * Carries the plan out on an installation of its own, in a temporary folder that is deleted
 * whatever happens. RCS holds the private keys there, encrypted, and nobody else does.
 */
export async function rehearsePlan(
  plan: Plan,
  { config, clock, signal, preflight, onProgress }: RehearsePlanOptions,
): Promise<PlanRehearsal> {
  const { envelopeProfile, seed } = plan
  onProgress("set-up")
  return withStage({ config, envelopeProfile, keys: openKeyPool(), signal }, async (stage) => {
    onProgress("testing the oracle")
    const oracleTests = await testOracle(stage, { clock, signal, seed })
    const run = await rehearsePlanOn(stage, plan, { clock, signal, preflight, onProgress })
    return { run, oracleTests }
  })
}

export interface RehearsePlanOnOptions extends Omit<RehearsePlanOptions, "config"> {
  /** Sets the run apart from others on the same installation. */
  readonly runId?: string
}

/** Carries the plan out on an installation that runs. */
export function rehearsePlanOn(
  stage: Stage,
  plan: Plan,
  { preflight, runId = "plan", ...options }: RehearsePlanOnOptions,
): Promise<EvidenceRun> {
  const scenario = planScenario(plan, scenarioOptions(plan, preflight))
  return rehearseOn(stage, { ...options, scenario, policy: policyOf(scenario), runId })
}

/** What the preflight has found out decides what can be tried at all. */
function scenarioOptions(
  { next }: Plan,
  preflight: readonly PreflightFinding[],
): PlanScenarioOptions {
  const isForced = preflight.some(({ code }) => code === "ERR_RCS_ISSUER_SERIAL_CONFLICT")
  const unfit = preflight.some(
    ({ file, status, code }) =>
      file === next.file.name && status === "broken" && code !== null && UNFIT.test(code),
  )
  return { isForced, isNewUsable: !unfit }
}

/** Rules of the certificate itself: RCS refuses such a one at Save, whatever its chain and dates. */
const UNFIT =
  /^ERR_X509_(KEY_|CA_CERTIFICATE|CRITICAL_EXTENSION|SERIAL_NUMBER|WEAK_SIGNATURE|VALIDITY_)/

export interface PlanEvidenceOptions {
  readonly rehearsal: PlanRehearsal
  readonly preflight: readonly PreflightFinding[]
  readonly census: EvidenceCensus | null
  readonly command: string
  readonly requireProof: boolean
}

/** All that was found out, as the evidence pack tells it. */
export function planEvidence(plan: Plan, options: PlanEvidenceOptions): Evidence {
  const { rehearsal, preflight, census, command, requireProof } = options
  const runs = [rehearsal.run]
  return {
    schema: "gir.rotation/1",
    ...sumUp(runs, { preflight, requireProof }),
    command,
    seed: plan.seed,
    versions: {
      gir: PRODUCT_VERSION,
      node: process.versions.node,
      openssl: process.versions.openssl,
    },
    inputs: plan.inputs,
    preflight,
    runs,
    oracleTests: rehearsal.oracleTests,
    leftOut: leftOut(plan, preflight),
    ...(plan.retentionYears === null ? {} : { retentionYears: plan.retentionYears }),
    ...(census === null ? {} : { census }),
  }
}

function leftOut(plan: Plan, preflight: readonly PreflightFinding[]): readonly string[] {
  const { mcps, dates, next, decryptUriPrefix } = plan
  const recorders = recordersOf(plan)
  const { isForced, isNewUsable } = scenarioOptions(plan, preflight)
  const names = recorders.map(({ node, name }) => `${node} for ${name}`).join(", ")
  const isRenamed = recorders.some(({ node, name }) => node !== name)
  return [
    ...(mcps.length > recorders.length
      ? [
          `${mcps.length} MCP are in the plan, and ${recorders.length} were rehearsed: the first, and the one whose clock is farthest off.`,
        ]
      : []),
    ...(isRenamed ? [`The recorders of the rehearsal stand for those of the plan: ${names}.`] : []),
    ...(decryptUriPrefix.length > 0
      ? [
          "The addresses of decrypt-uri-prefix: each location was served by the rehearsal's own RCS.",
        ]
      : []),
    ...(isNewUsable && dates.overlap < next.certificate.notBefore
      ? [
          "The Recording tab: GAX adds no certificate before its first day [A], so B was put on the profile through Configuration Server.",
        ]
      : []),
    ...(isForced
      ? [
          "RCS's refusal of the colliding certificate: the upload was forced, to see what would play.",
        ]
      : []),
    ...(isNewUsable
      ? []
      : [
          "Everything after the overlap under B: RCS refuses it at Save, so A stayed on the profile.",
        ]),
  ]
}

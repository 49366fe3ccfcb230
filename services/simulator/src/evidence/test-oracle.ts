import type { Clock } from "@gir/sim"
import { planCertificates } from "../scenario/file/plan-certificates.ts"
import { rehearseOn } from "../scenario/rehearse.ts"
import type { Scenario, ScenarioStep } from "../scenario/scenario.ts"
import type { Stage } from "../scenario/world/stage.ts"
import type { EvidenceRun, OracleTest } from "./evidence.ts"

export interface TestOracleOptions {
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly seed: number
}

interface Planted {
  readonly fault: string
  readonly title: string
  readonly words: string
}

const PLANTED: readonly Planted[] = [
  {
    fault: "rcs.wrong-plaintext",
    title: "wrong key",
    words: "a wrong key: another plaintext is answered as if all were well",
  },
  {
    fault: "storage.bit-flip",
    title: "one bit",
    words: "one bit of the stored bytes is another one",
  },
]

const CALLS = 2
const GROUP = "planted"

/**
 * Plants faults under recordings of its own, and sees whether the comparison of playback with the
 * original notices each: a proof is worth what the oracle would have caught.
 */
export async function testOracle(
  stage: Stage,
  { clock, signal, seed }: TestOracleOptions,
): Promise<readonly OracleTest[]> {
  const scenario = oracleScenario(seed)
  const run = await rehearseOn(stage, { scenario, clock, signal, runId: "oracle" })
  return PLANTED.flatMap((planted, index) => testsOf(run, planted, index + 2))
}

function testsOf(run: EvidenceRun, { words }: Planted, step: number): readonly OracleTest[] {
  return run.cells
    .filter((cell) => cell.step === step)
    .map(({ mediaId, status, code, reason }) => ({
      planted: words,
      isCaught: status === "fails",
      mediaId,
      expected: "no playback that counts",
      found: status === "fails" ? `fails with ${code}: ${reason}` : status,
    }))
}

const START = new Date("2026-01-01T10:00:00Z")

function oracleScenario(seed: number): Scenario {
  return {
    name: "oracle",
    number: null,
    title: "How the oracle was tested",
    proves: "a planted wrong key and a planted bit are both caught",
    source: "the simulator itself",
    basis: ["M"],
    seed,
    clock: START,
    policy: {},
    nodes: [],
    certificates: planCertificates({ A: {} }),
    caBundle: null,
    steps: [
      step("sound", [
        ["issue", "A"],
        ["upload", "A"],
        ["deploy", "A"],
        ["record", { calls: CALLS, as: GROUP }],
      ]),
      ...PLANTED.map(({ fault, title }, index) => {
        const earlier = PLANTED[index - 1]
        const ended = earlier === undefined ? [] : [["fault", { remove: earlier.fault }] as const]
        return step(title, [...ended, ["fault", { add: fault }]])
      }),
    ],
    inputs: [],
  }
}

function step(name: string, does: readonly (readonly [string, unknown])[]): ScenarioStep {
  return {
    name,
    explain: name,
    guide: null,
    at: null,
    do: does.map(([verb, params]) => ({ verb, params, where: "the oracle's test" })),
    expect: [],
  }
}

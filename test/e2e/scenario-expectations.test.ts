import {
  judgeRun,
  openKeyPool,
  policyVariants,
  readSimulatorConfig,
  runScenario,
  shippedScenarios,
  withStage,
  type Scenario,
} from "@gir/simulator"
import { beforeAll, describe, expect, it } from "vitest"
import { alterations } from "../harness/alter-expectation.ts"

type Facts = Awaited<ReturnType<typeof runScenario>>

interface Found {
  readonly scenario: Scenario
  readonly policy: Readonly<Record<string, string>>
  readonly facts: Facts
}

const PROFILE = "classic"

/** All twenty, once, at the first value of each switch: what they found is judged many times. */
async function runOnce(): Promise<Found[]> {
  const { signal } = new AbortController()
  const config = readSimulatorConfig()
  const scenarios = await shippedScenarios()
  const stageOptions = { config, envelopeProfile: PROFILE, keys: openKeyPool(), signal } as const
  return withStage(stageOptions, async (stage) => {
    const found: Found[] = []
    for (const [index, scenario] of scenarios.entries()) {
      const [policy = {}] = policyVariants(scenario.policy)
      const { seed } = scenario
      const facts = await runScenario({
        stage,
        scenario,
        policy,
        seed,
        signal,
        runId: `e2e-${index}`,
      })
      found.push({ scenario, policy, facts })
    }
    return found
  })
}

function judge({ policy, facts }: Found, scenario: Scenario) {
  const { seed } = scenario
  return judgeRun({ scenario, facts, policy, seed, envelopeProfile: PROFILE, durationMs: 0 })
}

describe("the scenarios that ship", () => {
  let found: Found[]

  beforeAll(async () => {
    found = await runOnce()
  }, 600_000)

  it("hold, each with something to say", () => {
    const verdicts = found.map((one) => `${one.scenario.name} ${judge(one, one.scenario).verdict}`)
    expect(verdicts).toEqual(found.map(({ scenario }) => `${scenario.name} held`))
    expect(found).toHaveLength(20)
  })

  it("break at exactly the line of `expect` that is changed, whichever it is", () => {
    const missed: string[] = []
    let changed = 0
    for (const one of found) {
      for (const alteration of alterations(one.scenario)) {
        const isMeant = Object.entries(alteration.when).every(
          ([name, value]) => one.policy[name] === value,
        )
        if (!isMeant) continue
        changed += 1
        const run = judge(one, alteration.scenario)
        const broken = run.steps
          .flatMap(({ expectations }) => expectations)
          .filter(({ status }) => status === "broken")
          .map(({ where }) => where)
        const isOnlyThis = broken.length === 1 && broken[0] === alteration.where
        if (run.verdict !== "broken" || !isOnlyThis)
          missed.push(`${alteration.where}: ${broken.join(", ")}`)
      }
    }
    expect(missed).toEqual([])
    expect(changed).toBeGreaterThan(100)
  })
})

import { createHash } from "node:crypto"
import type { Basis } from "../../evidence/evidence.ts"
import { readYaml, type YamlFile } from "../../yaml/read-yaml.ts"
import type { Action, Expectation, Scenario, ScenarioStep } from "../scenario.ts"
import { checkNames } from "./check-names.ts"
import { ScenarioFile } from "./file-schema.ts"
import { onlyEntry } from "./only-entry.ts"
import { planCertificates } from "./plan-certificates.ts"
import { throwAll } from "./throw-all.ts"
import { listOf, momentOf } from "./words.ts"

export const DEFAULT_SEED = 20_260_101

/**
 * Reads a scenario.
 *
 * @param name of the file, as errors and reports tell it.
 * @throws ERR_CLI_FILE_INVALID with every problem: unknown keys, verbs and names, wrong values.
 */
export function loadScenario(name: string, text: string): Scenario {
  const file = readYaml({ name, text, schema: ScenarioFile })
  throwAll(checkNames(file))
  const { value } = file
  const basis = listOf<Basis>(value.basis)
  return {
    name: value.name,
    number: value.number ?? null,
    title: value.title,
    proves: value.proves,
    source: value.source,
    basis,
    seed: value.seed ?? DEFAULT_SEED,
    clock: momentOf(value.clock) ?? new Date(Number.NaN),
    policy: value.policy ?? {},
    nodes: value.nodes ?? [],
    certificates: planCertificates(value.certificates ?? {}),
    caBundle: null,
    steps: value.steps.map((_, index) => stepAt(file, index)),
    inputs: [
      {
        file: name,
        sha256: createHash("sha256").update(text).digest("hex"),
        bytes: Buffer.byteLength(text),
      },
    ],
  }
}

type FileStep = ScenarioFile["steps"][number]

function stepAt(file: YamlFile<ScenarioFile>, index: number): ScenarioStep {
  const step = file.value.steps[index] as FileStep
  const whereOf = (path: string): string =>
    `${file.name}:${file.locate(`/steps/${index}/${path}`).line}`
  return {
    name: step.name,
    explain: step.explain.trim(),
    guide: step.guide?.trim() ?? null,
    at: step.at === undefined ? null : momentOf(step.at),
    do: (step.do ?? []).map((one, place): Action => {
      const [verb, params] = onlyEntry(one)
      return { verb, params, where: whereOf(`do/${place}`) }
    }),
    expect: (step.expect ?? []).map((one, place): Expectation => {
      const [kind, params] = onlyEntry(one)
      const { basis, when = {} } = params as {
        basis: Basis | Basis[]
        when?: Record<string, string>
      }
      const where = whereOf(`expect/${place}`)
      return { kind, params, basis: listOf<Basis>(basis), when, where }
    }),
    slides: (step.slides ?? []).map(({ show, chain = "call", of = null, notes }) => {
      return { show, chain, of, notes: notes.trim() }
    }),
  }
}

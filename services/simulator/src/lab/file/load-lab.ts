import type { Basis } from "../../evidence/evidence.ts"
import { DEFAULT_SEED } from "../../scenario/file/load-scenario.ts"
import { onlyEntry } from "../../scenario/file/only-entry.ts"
import { planCertificates } from "../../scenario/file/plan-certificates.ts"
import { throwAll } from "../../scenario/file/throw-all.ts"
import { listOf, momentOf } from "../../scenario/file/words.ts"
import type { Action, Expectation } from "../../scenario/scenario.ts"
import { readYaml, type YamlFile } from "../../yaml/read-yaml.ts"
import type { Lab, LabCause } from "../lab.ts"
import { checkLab } from "./check-lab.ts"
import { LabFile } from "./lab-schema.ts"

/**
 * Reads a lab.
 *
 * @param name of the file, as errors tell it.
 * @throws ERR_CLI_FILE_INVALID with every problem: unknown verbs and names, hints without a task,
 * checks that nothing leads to.
 */
export function loadLab(name: string, text: string): Lab {
  const file = readYaml({ name, text, schema: LabFile })
  throwAll(checkLab(file))
  const { value } = file
  const { hints, probe = [], mistakes = [] } = value
  return {
    name: value.name,
    number: value.number ?? null,
    title: value.title,
    goal: value.goal.trim(),
    proves: value.proves.trim(),
    source: value.source,
    basis: listOf<Basis>(value.basis),
    seed: value.seed ?? DEFAULT_SEED,
    clock: momentOf(value.clock) ?? new Date(Number.NaN),
    nodes: value.nodes ?? [],
    certificates: planCertificates(value.certificates ?? {}),
    lostKeys: value.lostKeys ?? [],
    caFiles: value.caFiles ?? "clean",
    start: {
      explain: value.start.explain.trim(),
      do: actionsOf(file, "/start/do", value.start.do),
    },
    tasks: value.tasks.map((task, index) => ({
      name: task.name,
      text: task.text.trim(),
      guide: task.guide?.trim() ?? null,
      check: expectationsOf(file, `/tasks/${index}/check`, task.check),
      hints: (hints[task.name] ?? []).map((hint) => hint.trim()),
    })),
    probe: actionsOf(file, "/probe", probe),
    mistakes: mistakes.map(({ found, hint }, index) => ({
      found: expectationsOf(file, `/mistakes/${index}/found`, found),
      hint: hint.trim(),
    })),
    causes: causesOf(file),
  }
}

type Moves = NonNullable<LabFile["solution"]>

function causesOf(file: YamlFile<LabFile>): Lab["causes"] {
  const { causes = [], solution = [], why = "" } = file.value
  const movesAt = (moves: Moves, path: string): LabCause["solution"] =>
    moves.map(({ task, do: actions }, index) => ({
      task,
      do: actionsOf(file, `${path}/${index}/do`, actions),
    }))
  const [first, ...others] = causes.map((cause, index): LabCause => ({
    name: cause.name,
    do: actionsOf(file, `/causes/${index}/do`, cause.do),
    solution: movesAt(cause.solution, `/causes/${index}/solution`),
    why: cause.why.trim(),
  }))
  const only: LabCause = {
    name: null,
    do: [],
    solution: movesAt(solution, "/solution"),
    why: why.trim(),
  }
  return first === undefined ? [only] : [first, ...others]
}

function actionsOf(file: YamlFile<LabFile>, path: string, actions: readonly object[]): Action[] {
  return actions.map((action, index) => {
    const [verb, params] = onlyEntry(action)
    return { verb, params, where: whereOf(file, `${path}/${index}`) }
  })
}

function expectationsOf(
  file: YamlFile<LabFile>,
  path: string,
  expectations: readonly object[],
): Expectation[] {
  return expectations.map((expectation, index) => {
    const [kind, params] = onlyEntry(expectation)
    const { basis } = params as { basis: Basis | Basis[] }
    const where = whereOf(file, `${path}/${index}`)
    return { kind, params, basis: listOf<Basis>(basis), when: {}, where }
  })
}

function whereOf(file: YamlFile<LabFile>, path: string): string {
  return `${file.name}:${file.locate(path).line}`
}

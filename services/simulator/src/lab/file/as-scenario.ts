import type { ScenarioFile } from "../../scenario/file/file-schema.ts"
import type { YamlFile } from "../../yaml/read-yaml.ts"
import type { LabFile } from "./lab-schema.ts"

type Step = ScenarioFile["steps"][number]
type Cause = Pick<NonNullable<LabFile["causes"]>[number], "do" | "solution">

export const START = "start"

/** Where a cause stands in the file: `/causes/2`, or at the top when it is the only one. */
export interface PlacedCause {
  readonly cause: Cause
  readonly path: string
}

/** @returns the causes of a file; a lab without any has its solution, with nothing that is hidden. */
export function causesOf({ causes, solution = [] }: LabFile): readonly PlacedCause[] {
  if (causes === undefined) return [{ cause: { do: [], solution }, path: "" }]
  return causes.map((cause, index) => ({ cause, path: `/causes/${index}` }))
}

/**
 * A lab in the order in which it is lived through, as a scenario: its names and codes are then
 * checked by what checks those of scenarios, and told at the places of the lab's own file.
 */
export function asScenario(
  file: YamlFile<LabFile>,
  { cause, path }: PlacedCause,
): YamlFile<ScenarioFile> {
  const { value } = file
  const steps: Step[] = []
  const places = new Map<string, string>()
  const add = (name: string, step: PlacedStep): void => {
    const index = steps.length
    // What a choice between so many words comes to has no type of its own: the schema has seen to it.
    const actions = step.do.map(({ action }) => action as never)
    const expectations = step.expect.map(({ expectation }) => expectation as never)
    steps.push({ name, explain: name, do: actions, expect: expectations })
    for (const [at, one] of step.do.entries()) places.set(`/steps/${index}/do/${at}`, one.path)
    for (const [at, one] of step.expect.entries()) {
      places.set(`/steps/${index}/expect/${at}`, one.path)
    }
  }
  add(START, { do: actionsAt(value.start.do, "/start/do"), expect: [] })
  add("cause", { do: actionsAt(cause.do, `${path}/do`), expect: [] })
  for (const [index, move] of cause.solution.entries()) {
    const at = `${path}/solution/${index}/do`
    add(`solution-${index + 1}`, { do: actionsAt(move.do, at), expect: [] })
  }
  add("check", { do: actionsAt(value.probe ?? [], "/probe"), expect: expectationsOf(value) })
  const { name, title, proves, source, basis, clock, nodes, certificates } = value
  const optional = {
    ...(nodes === undefined ? {} : { nodes }),
    ...(certificates === undefined ? {} : { certificates }),
  }
  const real = (virtual: string): string => {
    const [place = ""] = /^\/steps\/\d+\/(?:do|expect)\/\d+/.exec(virtual) ?? []
    return (places.get(place) ?? place) + virtual.slice(place.length)
  }
  return {
    name: file.name,
    value: { name, title, proves, source, basis, clock, ...optional, steps },
    locate: (virtual) => file.locate(real(virtual)),
    faultAt: (virtual, error) => file.faultAt(real(virtual), error),
  }
}

interface PlacedStep {
  readonly do: readonly { readonly action: object; readonly path: string }[]
  readonly expect: readonly { readonly expectation: object; readonly path: string }[]
}

function actionsAt(actions: readonly object[], path: string): PlacedStep["do"] {
  return actions.map((action, index) => ({ action, path: `${path}/${index}` }))
}

function expectationsOf({ tasks, mistakes = [] }: LabFile): PlacedStep["expect"] {
  return [
    ...tasks.flatMap(({ check }, task) =>
      check.map((expectation, at) => ({ expectation, path: `/tasks/${task}/check/${at}` })),
    ),
    ...mistakes.flatMap(({ found }, mistake) =>
      found.map((expectation, at) => ({ expectation, path: `/mistakes/${mistake}/found/${at}` })),
    ),
  ]
}

import type { GirError } from "@gir/errors"
import { expectationOf } from "../../scenario/expectations/expectation-table.ts"
import { checkNames } from "../../scenario/file/check-names.ts"
import { onlyEntry } from "../../scenario/file/only-entry.ts"
import { OWN_INTERMEDIATE, OWN_ROOT } from "../../scenario/scenario.ts"
import { verbOf } from "../../scenario/verbs/verb-table.ts"
import { didYouMean } from "../../yaml/did-you-mean.ts"
import type { YamlFile } from "../../yaml/read-yaml.ts"
import { asScenario, causesOf, type PlacedCause } from "./as-scenario.ts"
import type { LabFile } from "./lab-schema.ts"

/** @returns what is wrong with a lab beyond its form: names, hints, checks that nothing leads to. */
export function checkLab(file: YamlFile<LabFile>): GirError[] {
  const ways = checkWays(file)
  // Without a solution every check would be told to be out of reach as well.
  if (ways.length > 0) return [...ways, ...checkHints(file)]
  const causes = causesOf(file.value)
  return unrepeated([
    ...checkTaskNames(file),
    ...checkHints(file),
    ...checkLostKeys(file),
    ...causes.flatMap((cause) => checkNames(asScenario(file, cause))),
    ...causes.flatMap((cause) => checkMoves(file, cause)),
    ...checkIssued(file, causes),
  ])
}

/** One way out, or several hidden causes with one each. */
function checkWays(file: YamlFile<LabFile>): GirError[] {
  const { solution, why, causes } = file.value
  const faults: GirError[] = []
  const say = (path: string, message: string): void => {
    faults.push(file.faultAt(path, { message }))
  }
  if (causes !== undefined && solution !== undefined) {
    say("/solution", "each of the causes has a solution of its own: there is none beside them")
  }
  if (causes === undefined && solution === undefined) say("/name", 'the key "solution" is missing')
  if (causes === undefined && why === undefined) say("/name", 'the key "why" is missing')
  return faults
}

function checkTaskNames(file: YamlFile<LabFile>): GirError[] {
  const names = file.value.tasks.map(({ name }) => name)
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [file.faultAt(`/tasks/${index}/name`, { message: `there are two tasks named "${name}"` })],
  )
}

function checkHints(file: YamlFile<LabFile>): GirError[] {
  const { tasks, hints } = file.value
  const names = tasks.map(({ name }) => name)
  const strangers = Object.keys(hints).filter((name) => !names.includes(name))
  return [
    ...strangers.map((name) => unknownTask(file, `/hints/${name}`, name)),
    ...tasks.flatMap(({ name }, index) => {
      if (name in hints) return []
      const message = `task "${name}" has no hints`
      return [file.faultAt(`/tasks/${index}/name`, { message, next: `add hints: ${name}: three` })]
    }),
  ]
}

function checkLostKeys(file: YamlFile<LabFile>): GirError[] {
  const { lostKeys = [], certificates = {} } = file.value
  const known = Object.keys(certificates)
  return lostKeys.flatMap((name, index) => {
    if (known.includes(name)) return []
    const message = `there is no certificate "${name}"${didYouMean(name, known)}`
    return [file.faultAt(`/lostKeys/${index}`, { message })]
  })
}

function unknownTask(file: YamlFile<LabFile>, path: string, name: string): GirError {
  const names = file.value.tasks.map((task) => task.name)
  const message = `there is no task "${name}"${didYouMean(name, names)}`
  return file.faultAt(path, { message, next: `the tasks here are: ${names.join(", ")}` })
}

function checkMoves(file: YamlFile<LabFile>, { cause, path }: PlacedCause): GirError[] {
  const { tasks } = file.value
  const names = tasks.map(({ name }) => name)
  return [
    ...cause.solution.flatMap(({ task }, index) =>
      names.includes(task) ? [] : [unknownTask(file, `${path}/solution/${index}/task`, task)],
    ),
    ...tasks.flatMap(({ name }, index) => {
      if (cause.solution.some(({ task }) => task === name)) return []
      const message = `this check is out of reach: no step of the solution is for task "${name}"`
      return [file.faultAt(`/tasks/${index}/check`, { message })]
    }),
  ]
}

/** What is said of a certificate that nobody ever makes can never hold. */
function checkIssued(file: YamlFile<LabFile>, causes: readonly PlacedCause[]): GirError[] {
  const { start, probe = [], tasks } = file.value
  const actions = [
    ...start.do,
    ...probe,
    ...causes.flatMap(({ cause }) => [...cause.do, ...cause.solution.flatMap((move) => move.do)]),
  ]
  const made = new Set([OWN_ROOT, OWN_INTERMEDIATE])
  for (const action of actions) {
    const [verb, params] = onlyEntry(action)
    if (!MAKING.includes(verb)) continue
    for (const name of verbOf(verb).refersTo(params).certificates ?? []) made.add(name)
  }
  return tasks.flatMap(({ check }, task) =>
    check.flatMap((expectation, at) => {
      const [kind, params] = onlyEntry(expectation)
      const named = expectationOf(kind).refersTo(params).certificates ?? []
      return named
        .filter((name) => name in (file.value.certificates ?? {}) && !made.has(name))
        .map((name) =>
          file.faultAt(`/tasks/${task}/check/${at}/${kind}`, {
            message: `this check is out of reach: nobody issues "${name}"`,
            next: `issue: ${name}, at the start or in the solution`,
          }),
        )
    }),
  )
}

/** Verbs after which a certificate is there. */
const MAKING: readonly string[] = ["request", "issue", "caFile", "caStore"]

function unrepeated(faults: readonly GirError[]): GirError[] {
  return [...new Map(faults.map((one) => [`${one.where} ${one.message}`, one])).values()]
}

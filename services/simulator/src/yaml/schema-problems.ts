import type { ErrorObject } from "ajv"
import { didYouMean } from "./did-you-mean.ts"

/** One thing that a file says and its schema does not allow. */
export interface Problem {
  /** JSON pointer: `/steps/1/do`. */
  readonly path: string
  readonly at: "key" | "value"
  readonly message: string
  /** `null` when the general advice is all there is. */
  readonly next: string | null
}

/** Turns a validator's errors into one sentence per mistake, branches of a choice folded. */
export function schemaProblems(errors: readonly ErrorObject[]): readonly Problem[] {
  const choices = errors.filter(({ keyword }) => keyword === "anyOf")
  const outermost = choices.filter(
    (choice) => !choices.some((other) => other !== choice && isBranchOf(choice, other)),
  )
  const plain = errors.filter((error) => !choices.some((choice) => isBranchOf(error, choice)))
  const own = plain.filter(({ keyword }) => keyword !== "anyOf").map(plainProblem)
  const folded = outermost.flatMap((choice) => choiceProblems(choice, errors))
  return unrepeated([...own, ...folded])
}

function isBranchOf(error: ErrorObject, choice: ErrorObject): boolean {
  return error.schemaPath.startsWith(`${choice.schemaPath}/`)
}

function plainProblem(error: ErrorObject): Problem {
  const { instancePath: path, keyword, params } = error
  if (keyword === "additionalProperties") {
    const name = String(params["additionalProperty"])
    return unknownKey(path, name, Object.keys(propertiesOf(error.parentSchema)))
  }
  if (keyword === "required") {
    return at(path, `the key "${String(params["missingProperty"])}" is missing`)
  }
  if (keyword === "const") return wrongWord(error, [String(params["allowedValue"])])
  if (keyword === "type") return at(path, `it must be ${withArticle(String(params["type"]))}`)
  if (keyword === "pattern") return wrongForm(error)
  return at(path, `it ${error.message ?? "is not valid"}`)
}

/** A schema says in its description which form it wants. */
function wrongForm({ instancePath: path, parentSchema }: ErrorObject): Problem {
  const wanted: unknown = parentSchema?.["description"]
  const next = typeof wanted === "string" ? `write ${wanted}` : null
  return { ...at(path, `${nameOf(path)} does not have the form that it must`), next }
}

function unknownKey(path: string, name: string, known: readonly string[]): Problem {
  return {
    path: `${path}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`,
    at: "key",
    message: `unknown key "${name}"${didYouMean(name, known)}`,
    next: known.length === 0 ? null : `the keys here are: ${known.join(", ")}`,
  }
}

/** A choice between words, or between objects that a key of theirs tells apart. */
function choiceProblems(choice: ErrorObject, errors: readonly ErrorObject[]): readonly Problem[] {
  const branches = branchesOf(choice)
  const words = branches.flatMap(({ const: word }) => (word === undefined ? [] : [word]))
  if (words.length === branches.length) return [wrongWord(choice, words)]
  const inside = errors.filter((error) => isBranchOf(error, choice))
  const { data } = choice
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    const kinds = branches.map(({ const: word, type }) => word ?? type).map(String)
    return [at(choice.instancePath, `it must be one of: ${[...new Set(kinds)].join(", ")}`)]
  }
  const known = branches.flatMap((branch) => Object.keys(propertiesOf(branch)))
  const strange = Object.keys(data).filter((key) => !known.includes(key))
  if (strange.length > 0) {
    return strange.map((name) => unknownKey(choice.instancePath, name, known))
  }
  return nearestBranch(choice, inside)
}

/** The branch that takes the keys which are there is the one that was meant. */
function nearestBranch(choice: ErrorObject, inside: readonly ErrorObject[]): readonly Problem[] {
  const path = choice.instancePath
  const ofBranch = branchesOf(choice).map((_, index) =>
    inside.filter(({ schemaPath }) =>
      `${schemaPath}/`.startsWith(`${choice.schemaPath}/${index}/`),
    ),
  )
  const weight = (errors: readonly ErrorObject[]): number =>
    errors.filter(({ instancePath }) => instancePath === path).length * inside.length +
    errors.length
  const [best = []] = ofBranch.toSorted((a, b) => weight(a) - weight(b))
  return schemaProblems(best)
}

interface Branch {
  readonly const?: string
  readonly type?: unknown
  readonly properties?: Readonly<Record<string, unknown>>
}

function branchesOf({ schema }: ErrorObject): readonly Branch[] {
  return Array.isArray(schema) ? (schema as readonly Branch[]) : []
}

function propertiesOf(schema: unknown): Readonly<Record<string, unknown>> {
  return (schema as Branch | undefined)?.properties ?? {}
}

function wrongWord({ instancePath, data }: ErrorObject, words: readonly string[]): Problem {
  const said = typeof data === "string" ? data : null
  const meant = said === null ? "" : didYouMean(said, words)
  const what = said === null ? nameOf(instancePath) : `"${said.slice(0, 40)}"`
  const message = `${what} is not one of: ${words.join(", ")}${meant}`
  return at(instancePath, message)
}

function at(path: string, message: string): Problem {
  return { path, at: "value", message, next: null }
}

function nameOf(path: string): string {
  return path.split("/").at(-1) || "the file"
}

function withArticle(type: string): string {
  const names: Readonly<Record<string, string>> = {
    object: "a group of keys",
    array: "a list",
    integer: "a whole number",
    string: "a text",
    boolean: "true or false",
  }
  return names[type] ?? `a ${type}`
}

function unrepeated(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Map(problems.map((one) => [`${one.path} ${one.message}`, one]))
  return [...seen.values()]
}

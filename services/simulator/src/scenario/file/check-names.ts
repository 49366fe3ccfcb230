import { ERROR_CODES, type GirError } from "@gir/errors"
import { didYouMean } from "../../yaml/did-you-mean.ts"
import type { YamlFile } from "../../yaml/read-yaml.ts"
import { expectationOf } from "../expectations/expectation-table.ts"
import { POLICY_SWITCHES } from "../policy.ts"
import { OWN_INTERMEDIATE, OWN_ROOT } from "../scenario.ts"
import { verbOf } from "../verbs/verb-table.ts"
import type { References } from "../verbs/verb.ts"
import type { ScenarioFile } from "./file-schema.ts"
import { onlyEntry } from "./only-entry.ts"
import { momentOf } from "./words.ts"

const USUAL_NODES = [
  "config-server",
  "rws",
  "rcs-1",
  "gax",
  "recording-processor",
  "screen-recorder",
  "mcp-1",
  "muxer-1",
]

/** What may be named at a place of the file. */
interface Known {
  readonly certificates: readonly string[]
  readonly nodes: readonly string[]
  readonly groups: Set<string>
  readonly backups: Set<string>
  readonly steps: Set<string>
}

/** @returns one error for each name that leads nowhere, in the order of the file. */
export function checkNames(file: YamlFile<ScenarioFile>): GirError[] {
  const { value } = file
  const known: Known = {
    certificates: [OWN_ROOT, OWN_INTERMEDIATE, ...Object.keys(value.certificates ?? {})],
    nodes: [...USUAL_NODES, ...(value.nodes ?? [])],
    groups: new Set(),
    backups: new Set(),
    steps: new Set(),
  }
  return [
    ...checkMoments(file),
    ...checkCertificates(file, known),
    ...checkPolicy(file),
    ...value.steps.flatMap((step, index) => checkStep({ file, known, step, index })),
  ]
}

function checkMoments(file: YamlFile<ScenarioFile>): GirError[] {
  const { clock, certificates = {}, steps } = file.value
  const moments: [path: string, text: string][] = [["/clock", clock]]
  for (const [name, { valid = [] }] of Object.entries(certificates)) {
    valid.forEach((text, index) => moments.push([`/certificates/${name}/valid/${index}`, text]))
  }
  steps.forEach(({ at }, index) => at !== undefined && moments.push([`/steps/${index}/at`, at]))
  return moments
    .filter(([, text]) => momentOf(text) === null)
    .map(([path, text]) => file.faultAt(path, { message: `"${text}" is no date of the calendar` }))
}

function checkCertificates(file: YamlFile<ScenarioFile>, known: Known): GirError[] {
  return Object.entries(file.value.certificates ?? {}).flatMap(([name, { issuer, keyOf }]) => {
    const named = [issuer === "self" ? undefined : issuer, keyOf]
    return named
      .filter((one): one is string => one !== undefined && !known.certificates.includes(one))
      .map((one) =>
        unknown(file, pathOf(file, `/certificates/${name}`, one), {
          kind: "certificate",
          name: one,
          known: known.certificates,
        }),
      )
  })
}

function checkPolicy(file: YamlFile<ScenarioFile>): GirError[] {
  const switches = Object.keys(POLICY_SWITCHES)
  return Object.entries(file.value.policy ?? {}).flatMap(([name, values]) => {
    const known = POLICY_SWITCHES[name]?.values
    if (known === undefined) {
      return [unknown(file, `/policy/${name}`, { kind: "policy switch", name, known: switches })]
    }
    return values
      .filter((value) => !known.includes(value))
      .map((value) =>
        unknown(file, pathOf(file, `/policy/${name}`, value), {
          kind: `value of ${name}`,
          name: value,
          known,
        }),
      )
  })
}

interface PlacedStep {
  readonly file: YamlFile<ScenarioFile>
  readonly known: Known
  readonly step: ScenarioFile["steps"][number]
  readonly index: number
}

function checkStep({ file, known, step, index }: PlacedStep): GirError[] {
  const problems: GirError[] = []
  if (known.steps.has(step.name)) {
    const message = `there are two steps named "${step.name}"`
    problems.push(file.faultAt(`/steps/${index}/name`, { message }))
  }
  for (const [place, one] of (step.do ?? []).entries()) {
    const [verb, params] = onlyEntry(one)
    const path = `/steps/${index}/do/${place}/${verb}`
    const references = verbOf(verb).refersTo(params)
    problems.push(...checkReferences({ file, known, references, path }))
    for (const group of references.makes?.groups ?? []) known.groups.add(group)
    for (const backup of references.makes?.backups ?? []) known.backups.add(backup)
  }
  // A step's own state may be compared with later, and with itself.
  known.steps.add(step.name)
  for (const [place, one] of (step.expect ?? []).entries()) {
    const [kind, params] = onlyEntry(one)
    const path = `/steps/${index}/expect/${place}/${kind}`
    const references = expectationOf(kind).refersTo(params)
    problems.push(...checkReferences({ file, known, references, path }))
    problems.push(...checkWhen(file, params, path), ...checkCodes(file, params, path))
  }
  for (const [place, { of }] of (step.slides ?? []).entries()) {
    const references = of === undefined ? {} : { groups: [of] }
    problems.push(
      ...checkReferences({ file, known, references, path: `/steps/${index}/slides/${place}` }),
    )
  }
  return problems
}

interface Referring {
  readonly file: YamlFile<ScenarioFile>
  readonly known: Known
  readonly references: References
  readonly path: string
}

function checkReferences({ file, known, references, path }: Referring): GirError[] {
  const kinds = [
    ["certificate", references.certificates, known.certificates],
    ["group of recordings", references.groups, [...known.groups]],
    ["node", references.nodes, known.nodes],
    ["step before this one", references.steps, [...known.steps]],
    ["backup", references.backups, [...known.backups]],
  ] as const
  return kinds.flatMap(([kind, names = [], all]) =>
    names
      .filter((name) => !all.includes(name))
      .map((name) => unknown(file, pathOf(file, path, name), { kind, name, known: all })),
  )
}

function checkWhen(file: YamlFile<ScenarioFile>, params: unknown, path: string): GirError[] {
  const { when = {} } = params as { when?: Record<string, string> }
  const { policy = {} } = file.value
  return Object.entries(when).flatMap(([name, value]) => {
    const values = policy[name]
    if (values === undefined) {
      return [
        unknown(file, `${path}/when/${name}`, {
          kind: "switch under policy",
          name,
          known: Object.keys(policy),
        }),
      ]
    }
    if (values.includes(value)) return []
    return [
      unknown(file, `${path}/when/${name}`, {
        kind: `value of ${name}`,
        name: value,
        known: values,
      }),
    ]
  })
}

const CODES = Object.keys(ERROR_CODES)

/** An expectation of a code that nothing throws would be broken for ever, and nobody would see why. */
function checkCodes(file: YamlFile<ScenarioFile>, value: unknown, path: string): GirError[] {
  if (typeof value === "string") {
    if (!value.startsWith("ERR_") || CODES.includes(value)) return []
    const message = `there is no code "${value}"${didYouMean(value, CODES)}`
    return [file.faultAt(path, { message, next: "npx gir explain --list" })]
  }
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([key, member]) =>
    checkCodes(file, member, `${path}/${key}`),
  )
}

interface Unknown {
  readonly kind: string
  readonly name: string
  readonly known: readonly string[]
}

function unknown(file: YamlFile<ScenarioFile>, path: string, what: Unknown): GirError {
  const { kind, name, known } = what
  const next = known.length === 0 ? {} : { next: `known here: ${known.join(", ")}` }
  return file.faultAt(path, {
    message: `there is no ${kind} "${name}"${didYouMean(name, known)}`,
    ...next,
  })
}

/** @returns the place below `path` at which the name stands. */
function pathOf(file: YamlFile<ScenarioFile>, path: string, name: string): string {
  const value = path
    .split("/")
    .slice(1)
    .reduce<unknown>((holder, key) => (holder as Record<string, unknown>)[key], file.value)
  return find(value, path, name) ?? path
}

function find(value: unknown, path: string, name: string): string | null {
  if (value === name) return path
  if (typeof value !== "object" || value === null) return null
  for (const [key, member] of Object.entries(value)) {
    const found = find(member, `${path}/${key}`, name)
    if (found !== null) return found
  }
  return null
}

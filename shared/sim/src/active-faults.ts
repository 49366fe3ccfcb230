import { GirError } from "@gir/errors"
import type { FaultDefinition } from "./fault-definition.ts"
import { FAULTS, findFault, type FaultName } from "./fault-table.ts"

/** A fault as somebody asks for it. */
export interface NewFault {
  readonly name: string
  /** Share of subjects that it strikes, from 0 to 1; default: all of them. */
  readonly probability?: number
  /** Default: the seed of the node. */
  readonly seed?: number
  /** Only subjects that contain this text. */
  readonly subject?: string
  /** `times`: how often it strikes one subject, 0 for always; others as the fault's file says. */
  readonly attributes?: Readonly<Record<string, number>>
}

/** A fault that is on. */
export interface ActiveFault {
  readonly name: FaultName
  readonly probability: number
  readonly seed: number
  readonly subject: string | null
  readonly attributes: Readonly<Record<string, number>>
}

const TIMES_MAX = 1_000_000

/** @returns what is on when nobody has asked for anything. */
export function defaultFaults(seed: number): ActiveFault[] {
  return FAULTS.filter(({ defaultProbability }) => defaultProbability > 0).map((fault) =>
    activate({ name: fault.name, probability: fault.defaultProbability }, seed),
  )
}

/** @throws ERR_SIM_FAULT_UNKNOWN, ERR_SIM_FAULT_ATTRIBUTE */
export function activate(fault: NewFault, nodeSeed: number): ActiveFault {
  const definition = requireFault(fault.name)
  const { probability = 1, seed = nodeSeed, subject = null } = fault
  if (!(probability >= 0 && probability <= 1)) {
    throw wrong(fault.name, `the probability ${probability} does not lie between 0 and 1`)
  }
  return {
    name: definition.name,
    probability,
    seed,
    subject,
    attributes: attributesOf(definition, fault.attributes ?? {}),
  }
}

/** @throws ERR_SIM_FAULT_UNKNOWN */
export function requireFault(name: string): FaultDefinition & { readonly name: FaultName } {
  const definition = findFault(name)
  if (definition !== null) return definition
  throw new GirError("ERR_SIM_FAULT_UNKNOWN", `there is no fault ${name.slice(0, 64)}`, {
    next: `name one of: ${FAULTS.map((fault) => fault.name).join(", ")}`,
  })
}

function attributesOf(
  definition: FaultDefinition,
  given: Readonly<Record<string, number>>,
): Record<string, number> {
  const known = {
    times: { default: definition.defaultTimes, min: 0, max: TIMES_MAX },
    ...definition.attributes,
  }
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(known, name)) continue
    const names = Object.keys(known).join(", ")
    throw wrong(definition.name, `it has no attribute ${name.slice(0, 64)}, only ${names}`)
  }
  const entries = Object.entries(known).map(([name, { default: standard, min, max }]) => {
    const value = given[name] ?? standard
    if (Number.isSafeInteger(value) && value >= min && value <= max) return [name, value] as const
    throw wrong(definition.name, `${name} must be a whole number from ${min} to ${max}`)
  })
  return Object.fromEntries(entries)
}

function wrong(fault: string, message: string): GirError {
  return new GirError("ERR_SIM_FAULT_ATTRIBUTE", `${fault}: ${message}`, { fields: { fault } })
}

import type { NewSimFault, SimFault } from "@gir/contracts"
import { GirError, isGirError } from "@gir/errors"
import { FAULTS, type FaultDefinition } from "@gir/sim"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { alignColumns } from "../cli/table.ts"
import { historyOfAll } from "../clients/conditions.ts"
import { withConditions, type ConditionsOptions } from "../fault/with-conditions.ts"

export interface FaultAddOptions extends ConditionsOptions {
  readonly probability?: number
  readonly seed?: number
  readonly subject?: string
  readonly attribute: readonly string[]
}

/** Which faults are on, and at which nodes. */
export async function faultListCommand(
  options: ConditionsOptions & { readonly all: boolean; readonly json: boolean },
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context
  if (options.all) {
    for (const line of FAULTS.flatMap(explained)) terminal.out(line)
    return EXIT.held
  }
  const nodes = await withConditions(options, context, (opened) =>
    Promise.all(
      opened.map(async ({ node, faults }) => ({ node: node.name, faults: await faults.list() })),
    ),
  )
  if (options.json) {
    const verdict = { schema: "gir.faults/1", verdict: "held", exitCode: EXIT.held }
    terminal.out(JSON.stringify({ ...verdict, nodes, errors: [] }))
    return EXIT.held
  }
  const rows = nodes.flatMap(({ node, faults }) => faults.map((fault) => rowOf(node, fault)))
  const head = ["Node", "Fault", "Probability", "Seed", "Subject", "Attributes"]
  for (const line of alignColumns([head, ...rows])) terminal.out(line)
  return EXIT.held
}

/** Puts a fault on, at one node or at all of them. */
export async function faultAddCommand(
  name: string,
  options: FaultAddOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const fault = faultOf(name, options)
  const count = await withConditions(options, context, async (opened) => {
    for (const { faults } of opened) await faults.add(fault)
    return opened.length
  })
  context.terminal.out(`${name} is on at ${options.node ?? `${count} nodes`}`)
  return EXIT.held
}

/** @throws ERR_SIM_FAULT_UNKNOWN when it is on nowhere. */
export async function faultRemoveCommand(
  name: string,
  options: ConditionsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const removed = await withConditions(options, context, async (opened) => {
    const answers = await Promise.all(opened.map(({ faults }) => wasOn(() => faults.remove(name))))
    return answers.filter(Boolean).length
  })
  if (removed === 0) throw new GirError("ERR_SIM_FAULT_UNKNOWN", `${name} is not on`)
  context.terminal.out(`${name} is off`)
  return EXIT.held
}

/** Puts on what is on when nobody has asked for anything, and forgets what was struck. */
export async function faultResetCommand(
  options: ConditionsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  await withConditions(options, context, async (opened) => {
    for (const { faults } of opened) {
      await faults.reset()
      await faults.clearHistory()
    }
  })
  context.terminal.out("the default faults are on, and the history is empty")
  return EXIT.held
}

/** What was struck, by fault and subject: the same list for the same seed and the same work. */
export async function faultHistoryCommand(
  options: ConditionsOptions & { readonly json: boolean },
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context
  const events = await withConditions(options, context, historyOfAll)
  if (options.json) {
    const verdict = { schema: "gir.fault-history/1", verdict: "held", exitCode: EXIT.held }
    terminal.out(JSON.stringify({ ...verdict, events, errors: [] }))
    return EXIT.held
  }
  const rows = events.map(({ fault, subject }) => [fault, subject])
  for (const line of alignColumns([["Fault", "Subject"], ...rows])) terminal.out(line)
  return EXIT.held
}

function faultOf(name: string, options: FaultAddOptions): NewSimFault {
  const { probability, seed, subject, attribute } = options
  return {
    name,
    ...(probability === undefined ? {} : { probability }),
    ...(seed === undefined ? {} : { seed }),
    ...(subject === undefined ? {} : { subject }),
    attributes: Object.fromEntries(attribute.map(attributeOf)),
  }
}

function attributeOf(text: string): [string, number] {
  const [, name, value] = /^([A-Za-z]+)=(\d+)$/.exec(text) ?? []
  if (name !== undefined && value !== undefined) return [name, Number(value)]
  throw new GirError("ERR_CLI_USAGE", `${text} is no attribute`, {
    next: "write it as delayMs=500; npx gir fault list --all names the attributes",
  })
}

async function wasOn(remove: () => Promise<void>): Promise<boolean> {
  try {
    await remove()
    return true
  } catch (error) {
    if (isGirError(error, "ERR_SIM_FAULT_UNKNOWN")) return false
    throw error
  }
}

function rowOf(node: string, { name, probability, seed, subject, attributes }: SimFault): string[] {
  const shaped = Object.entries(attributes).map(([key, value]) => `${key}=${value}`)
  return [node, name, String(probability), String(seed), subject ?? "any", shaped.join(" ")]
}

function explained(fault: FaultDefinition): string[] {
  const { name, means, subject, defaultProbability, defaultTimes, attributes } = fault
  return [
    `${name}: ${means}`,
    `    for each ${subject}; on by default for ${defaultProbability * 100} %`,
    `    times=${defaultTimes}: how often it strikes one of them, 0 for always`,
    ...Object.entries(attributes).map(
      ([key, attribute]) => `    ${key}=${attribute.default}: ${attribute.means}`,
    ),
  ]
}

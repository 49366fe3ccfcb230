import { GirError } from "@gir/errors"
import type { Clock } from "@gir/sim"
import { join } from "node:path"
import type { Launch } from "./launch.ts"
import { nodeProcess, type NodeProcess } from "./node-process.ts"
import { awaitReady, readiness } from "./readiness.ts"
import type { Node } from "./service-table.ts"

/** What `gir status` shows of one node. */
export interface NodeState {
  readonly name: string
  readonly service: string
  readonly port: number
  readonly pid: number | null
  readonly deaths: number
  /** `ready`, or what keeps the node from being so. */
  readonly state: string
}

/** Keeps every node running, and ends and starts them one by one. */
export interface Supervisor {
  /**
   * Starts all nodes at once and waits until each is ready.
   *
   * @throws ERR_CLI_NODE_NOT_READY, and the signal's reason; `stop` ends what was started.
   */
  start(signal?: AbortSignal): Promise<void>
  /**
   * @param environment what is different from the first start, until the next restart.
   * @throws ERR_CLI_UNKNOWN_NODE
   */
  restart(name: string, environment?: NodeJS.ProcessEnv): Promise<void>
  /** Starts a node that was held back or halted. @throws ERR_CLI_UNKNOWN_NODE */
  launch(name: string): Promise<void>
  /** Ends a node until it is launched. @throws ERR_CLI_UNKNOWN_NODE */
  halt(name: string): Promise<void>
  states(): Promise<NodeState[]>
  stop(): Promise<void>
}

interface SupervisorOptions {
  readonly nodes: readonly Node[]
  environmentOf(node: Node): NodeJS.ProcessEnv
  readonly logFolder: string
  readonly launch: Launch
  readonly clock: Clock
  /** Nodes that `start` does not start. */
  readonly heldBack?: readonly string[]
}

const READY_TIMEOUT_MS = 60_000

export function openSupervisor(options: SupervisorOptions): Supervisor {
  const logFile = (node: Node): string => join(options.logFolder, `${node.name}.log`)
  const processes = options.nodes.map((node) =>
    nodeProcess({
      node,
      environment: options.environmentOf(node),
      logFile: logFile(node),
      clock: options.clock,
      launch: options.launch,
    }),
  )
  const ready = (process: NodeProcess, signal: AbortSignal): Promise<void> =>
    awaitReady({
      ...process.node,
      logFile: logFile(process.node),
      clock: options.clock,
      timeoutMs: READY_TIMEOUT_MS,
      deaths: () => process.deaths(),
      signal,
    })

  const find = (name: string): NodeProcess => {
    const process = processes.find((candidate) => candidate.node.name === name)
    if (process === undefined) throw unknownNode(name, options.nodes)
    return process
  }
  const begin = async (process: NodeProcess, environment?: NodeJS.ProcessEnv): Promise<void> => {
    process.start(environment)
    await ready(process, new AbortController().signal)
  }

  return {
    start: async (signal) => {
      const first = processes.filter(({ node }) => options.heldBack?.includes(node.name) !== true)
      for (const process of first) process.start()
      await allOf(signal, (waiting) => first.map((process) => ready(process, waiting)))
    },
    restart: async (name, environment) => {
      const process = find(name)
      await process.stop()
      await begin(process, environment)
    },
    launch: (name) => begin(find(name)),
    halt: (name) => find(name).stop(),
    states: () => Promise.all(processes.map(stateOf)),
    stop: async () => {
      await Promise.all(processes.map((process) => process.stop()))
    },
  }
}

/** Waits for all; the first failure ends the waiting for the others too. */
async function allOf(
  signal: AbortSignal | undefined,
  begin: (waiting: AbortSignal) => readonly Promise<void>[],
): Promise<void> {
  const failed = new AbortController()
  const signals = signal === undefined ? [failed.signal] : [failed.signal, signal]
  try {
    await Promise.all(begin(AbortSignal.any(signals)))
  } finally {
    failed.abort()
  }
}

async function stateOf(process: NodeProcess): Promise<NodeState> {
  const { name, service, port } = process.node
  const state = await readiness(process.node)
  return { name, service, port, pid: process.pid(), deaths: process.deaths(), state }
}

function unknownNode(name: string, nodes: readonly Node[]): GirError {
  const names = nodes.map((node) => node.name).join(", ")
  return new GirError("ERR_CLI_UNKNOWN_NODE", `there is no node ${name}`, {
    next: `name one of: ${names}`,
  })
}

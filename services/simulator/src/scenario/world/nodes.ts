import { GirError } from "@gir/errors"
import type { McpStatus } from "@gir/contracts"
import type { Peers } from "../../clients/peers.ts"
import type { RcsNodeClient } from "../../clients/rcs-node.ts"
import type { Installation } from "../../installation/installation.ts"

/** The processes of an installation: which run, and with which switches. */
export interface Nodes {
  /** Names of those that run. */
  running(): readonly string[]
  /** Starts what a rehearsal needs and halts what it does not. */
  require(extra: readonly string[]): Promise<void>
  restart(names: readonly string[]): Promise<void>
  /** Gives nodes of a service this environment; those that have it already are left alone. */
  setEnvironment(environments: Environments): Promise<void>
  mcps(): Promise<readonly McpStatus[]>
  rcs(name: string): Promise<RcsNodeClient>
}

/** By node. */
export type Environments = ReadonlyMap<string, Readonly<Record<string, string>>>

/** Nodes that most rehearsals do without. */
export const SPARE_NODES: readonly string[] = ["mcp-2", "rcs-2"]

export function openNodes({ supervisor, nodes }: Installation, peers: Peers): Nodes {
  const running = new Set(
    nodes.map(({ name }) => name).filter((name) => !SPARE_NODES.includes(name)),
  )
  const environments = new Map<string, Readonly<Record<string, string>>>()
  const start = async (name: string): Promise<void> => {
    await supervisor.launch(name)
    running.add(name)
  }
  const halt = async (name: string): Promise<void> => {
    await supervisor.halt(name)
    running.delete(name)
  }
  const isMcp = (name: string): boolean => name.startsWith("mcp-")
  return {
    running: () => [...running],
    require: async (extra) => {
      const wanted = SPARE_NODES.filter((name) => extra.includes(name))
      const unknown = extra.find((name) => !nodes.some((node) => node.name === name))
      if (unknown !== undefined) {
        throw new GirError("ERR_CLI_UNKNOWN_NODE", `there is no node ${unknown}`)
      }
      await Promise.all([
        ...wanted.filter((name) => !running.has(name)).map(start),
        ...SPARE_NODES.filter((name) => running.has(name) && !wanted.includes(name)).map(halt),
      ])
    },
    restart: async (names) => {
      await Promise.all(names.map((name) => supervisor.restart(name, environments.get(name) ?? {})))
    },
    setEnvironment: async (wanted) => {
      const changed = [...running].filter(
        (name) =>
          JSON.stringify(wanted.get(name) ?? {}) !== JSON.stringify(environments.get(name) ?? {}),
      )
      for (const name of changed) environments.set(name, wanted.get(name) ?? {})
      await Promise.all(changed.map((name) => supervisor.restart(name, wanted.get(name) ?? {})))
    },
    mcps: () => Promise.all([...running].filter(isMcp).map((name) => peers.mcp(name))),
    rcs: (name) => peers.rcsNode(name),
  }
}

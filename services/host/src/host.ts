import type { HostOrder, HostReport } from "@gir/contracts"
import { toGirError } from "@gir/errors"
import { logFile, startFailure, type LogFile, type RunningNode } from "@gir/service-kit"
import type { OpenProgram } from "./programs.ts"

/** Nodes side by side in this process, each with a log, a clock and ports of its own. */
export interface Host {
  obey(order: HostOrder): Promise<void>
  /** Ends every node. */
  close(): Promise<void>
}

export interface HostOptions {
  readonly programs: ReadonlyMap<string, OpenProgram>
  readonly report: (report: HostReport) => void
}

type StartOrder = Extract<HostOrder, { order: "start" }>

interface HostedNode {
  readonly log: LogFile
  /** Null when it could not start. */
  readonly running: Promise<RunningNode | null>
}

const GRACE_MS = 5_000

export function openHost({ programs, report }: HostOptions): Host {
  const nodes = new Map<string, HostedNode>()

  const start = async (order: StartOrder): Promise<void> => {
    const log = logFile(order.logFile)
    const running = startNode(order, programs, log)
    nodes.set(order.node, { log, running })
    if ((await running) === null) forget(order.node)
  }
  const stop = async (name: string): Promise<void> => {
    const running = await nodes.get(name)?.running
    // One that failed to start was forgotten, and reported, by its start.
    if (running === undefined || running === null) return
    const impatience = setTimeout(() => running.cutConnections(), GRACE_MS)
    await running.close()
    clearTimeout(impatience)
    forget(name)
  }
  const forget = (name: string): void => {
    nodes.get(name)?.log.close()
    nodes.delete(name)
    report({ gone: name })
  }

  return {
    obey: (order) => (order.order === "start" ? start(order) : stop(order.node)),
    close: async () => {
      await Promise.all([...nodes.keys()].map(stop))
    },
  }
}

/** A node that cannot start says why in its own log, as its process would. */
async function startNode(
  { service, environment }: StartOrder,
  programs: HostOptions["programs"],
  log: LogFile,
): Promise<RunningNode | null> {
  try {
    const program = programs.get(service)
    if (program === undefined) throw new RangeError(`there is no service ${service}`)
    const node = await program({ env: environment, destination: log }).build()
    try {
      await node.listen()
    } catch (error) {
      await node.close()
      throw error
    }
    return node
  } catch (error) {
    log.write(`${startFailure(service, toGirError(error))}\n`)
    return null
  }
}

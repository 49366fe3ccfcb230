import type { HostOrder, HostReport } from "@gir/contracts"
import type { ChildProcess } from "node:child_process"
import type { Launch } from "./launch.ts"
import { endProcess, spawnProgram } from "./own-process.ts"

/** One process that holds all nodes of an installation. */
export interface HostProcess {
  /** Starts a node in the host, and the host when it does not run. */
  readonly launch: Launch
  /** Ends the host with whatever is left in it. */
  close(): Promise<void>
}

export interface HostProcessOptions {
  readonly environment: NodeJS.ProcessEnv
  /** Takes what no node's own log takes. */
  readonly logFile: string
}

const CLOSE_MS = 10_000

/**
 * Opens a host. Its nodes share what a process has: memory, event loop, and its end. A fault that
 * kills one of them kills all, and the supervisor starts all of them again.
 */
export function openHostProcess(options: HostProcessOptions): HostProcess {
  const onGone = new Map<string, () => void>()
  let host: ChildProcess | null = null

  const gone = (name: string): void => {
    const tell = onGone.get(name)
    onGone.delete(name)
    tell?.()
  }
  const running = (): ChildProcess => {
    if (host !== null) return host
    const child = spawnProgram("host", options)
    child.on("message", (report: HostReport) => gone(report.gone))
    // Also when it could not be started at all; whoever waits for its nodes hears of it.
    const ended = (): void => {
      if (host === child) host = null
      for (const name of onGone.keys()) gone(name)
    }
    child.once("exit", ended)
    child.on("error", () => {
      if (child.pid === undefined) ended()
    })
    host = child
    return child
  }
  const send = (child: ChildProcess, order: HostOrder): void => {
    // An order that does not arrive is answered by the host's end.
    child.send(order, () => undefined)
  }

  return {
    launch: ({ node, environment, logFile }, tell) => {
      const child = running()
      const { name, service } = node
      const isGone = new Promise<void>((resolve) => {
        onGone.set(name, () => {
          resolve()
          tell()
        })
      })
      send(child, { order: "start", node: name, service, environment, logFile })
      return {
        pid: child.pid,
        end: async (graceMs) => {
          const force = setTimeout(() => child.kill("SIGKILL"), graceMs)
          send(child, { order: "stop", node: name })
          await isGone
          clearTimeout(force)
        },
      }
    },
    close: async () => {
      if (host !== null) await endProcess(host, CLOSE_MS)
    },
  }
}

import { spawn, type ChildProcess } from "node:child_process"
import { closeSync, openSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Node } from "./service-table.ts"

/** One service process, kept alive until it is stopped on purpose. */
export interface NodeProcess {
  readonly node: Node
  /** Process id; null between a death and the next start. */
  pid(): number | null
  /** How often it died without being asked to. */
  deaths(): number
  start(): void
  /** Ends it in good order; after `graceMs` by force. Resolves when it is gone. */
  stop(): Promise<void>
}

interface NodeProcessOptions {
  readonly node: Node
  readonly environment: NodeJS.ProcessEnv
  readonly logFile: string
  readonly graceMs?: number
}

const DEFAULT_GRACE_MS = 10_000
const FIRST_RESTART_MS = 200
const LONGEST_RESTART_MS = 5_000

/** The folder that holds all services, seen from this file's place in `simulator/{src,dist}`. */
const SERVICES = new URL("../../../", import.meta.url)

export function nodeProcess(options: NodeProcessOptions): NodeProcess {
  const { node } = options
  let child: ChildProcess | null = null
  let isWanted = false
  let deaths = 0
  let timer: NodeJS.Timeout | undefined

  const start = (): void => {
    isWanted = true
    child = launch(options)
    child.once("exit", () => {
      child = null
      if (!isWanted) return
      deaths += 1
      const waitMs = Math.min(FIRST_RESTART_MS * 2 ** (deaths - 1), LONGEST_RESTART_MS)
      timer = setTimeout(start, waitMs)
    })
  }

  return {
    node,
    pid: () => child?.pid ?? null,
    deaths: () => deaths,
    start,
    stop: async () => {
      isWanted = false
      clearTimeout(timer)
      if (child !== null) await end(child, options.graceMs ?? DEFAULT_GRACE_MS)
    },
  }
}

function launch({ node, environment, logFile }: NodeProcessOptions): ChildProcess {
  const log = openSync(logFile, "a", 0o600)
  try {
    // A process group of its own, so that Ctrl-C reaches the supervisor alone and services end in
    // order; the channel tells the child when the supervisor is gone, however it went.
    return spawn(process.execPath, [serverFile(node)], {
      env: environment,
      detached: true,
      stdio: ["ignore", log, log, "ipc"],
    })
  } finally {
    closeSync(log)
  }
}

function serverFile(node: Node): string {
  return fileURLToPath(new URL(`${node.service}/dist/server.js`, SERVICES))
}

function end(child: ChildProcess, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill("SIGKILL"), graceMs)
    child.once("exit", () => {
      clearTimeout(force)
      resolve()
    })
    child.kill("SIGTERM")
  })
}

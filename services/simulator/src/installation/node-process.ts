import { spawn, type ChildProcess } from "node:child_process"
import { closeSync, openSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Clock } from "@gir/sim"
import type { Node } from "./service-table.ts"

/** One service process, kept alive until it is stopped on purpose. */
export interface NodeProcess {
  readonly node: Node
  /** Process id; null between a death and the next start. */
  pid(): number | null
  /** How often it died without being asked to. */
  deaths(): number
  /** @param environment what is different from the usual, for this start and its restarts. */
  start(environment?: NodeJS.ProcessEnv): void
  /** Ends it in good order; after `graceMs` by force. Resolves when it is gone. */
  stop(): Promise<void>
}

interface NodeProcessOptions {
  readonly node: Node
  readonly environment: NodeJS.ProcessEnv
  readonly logFile: string
  readonly clock: Clock
  readonly graceMs?: number
}

const DEFAULT_GRACE_MS = 10_000
const FIRST_RESTART_MS = 200
const LONGEST_RESTART_MS = 5_000
/** A process that lived so long did not die of its start: the next one starts without delay. */
const STEADY_MS = 10_000

/** Where `npm run build` puts the program of each service. */
const PROGRAMS = new URL("../../../../dist/", import.meta.url)

export function nodeProcess(options: NodeProcessOptions): NodeProcess {
  const { node, clock } = options
  let child: ChildProcess | null = null
  let isWanted = false
  let deaths = 0
  let quickDeaths = 0
  let timer: NodeJS.Timeout | undefined

  const start = (special: NodeJS.ProcessEnv = {}): void => {
    isWanted = true
    const startedMs = clock.monotonicMs()
    const environment = { ...options.environment, ...special }
    child = launch({ ...options, environment }, () => {
      child = null
      if (!isWanted) return
      deaths += 1
      quickDeaths = clock.monotonicMs() - startedMs < STEADY_MS ? quickDeaths + 1 : 1
      const waitMs = Math.min(FIRST_RESTART_MS * 2 ** (quickDeaths - 1), LONGEST_RESTART_MS)
      timer = setTimeout(() => start(special), waitMs)
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

function launch(
  { node, environment, logFile }: NodeProcessOptions,
  onGone: () => void,
): ChildProcess {
  const log = openSync(logFile, "a", 0o600)
  try {
    // A process group of its own, so that Ctrl-C reaches the supervisor alone and services end in
    // order; the channel tells the child when the supervisor is gone, however it went.
    const child = spawn(process.execPath, [serverFile(node)], {
      env: environment,
      detached: true,
      stdio: ["ignore", log, log, "ipc"],
    })
    child.once("exit", onGone)
    // One that could not be started at all (no memory, too many processes) never exits either.
    child.on("error", () => {
      if (child.pid !== undefined) return
      child.off("exit", onGone)
      onGone()
    })
    return child
  } finally {
    closeSync(log)
  }
}

function serverFile(node: Node): string {
  return fileURLToPath(new URL(`${node.service}.js`, PROGRAMS))
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

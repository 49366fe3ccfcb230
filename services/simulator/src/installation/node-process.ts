import type { Clock } from "@gir/sim"
import type { Launch, Launched } from "./launch.ts"
import type { Node } from "./service-table.ts"

/** One node, kept alive until it is stopped on purpose. */
export interface NodeProcess {
  readonly node: Node
  /** Id of the process that it is, or is in; null between a death and the next start. */
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
  readonly launch: Launch
  readonly graceMs?: number
}

const DEFAULT_GRACE_MS = 10_000
const FIRST_RESTART_MS = 200
const LONGEST_RESTART_MS = 5_000
/** A node that lived so long did not die of its start: the next one starts without delay. */
const STEADY_MS = 10_000

export function nodeProcess(options: NodeProcessOptions): NodeProcess {
  const { node, clock, logFile, launch } = options
  let launched: Launched | null = null
  let isWanted = false
  let deaths = 0
  let quickDeaths = 0
  let timer: NodeJS.Timeout | undefined

  const start = (special: NodeJS.ProcessEnv = {}): void => {
    isWanted = true
    const startedMs = clock.monotonicMs()
    const environment = { ...options.environment, ...special }
    launched = launch({ node, environment, logFile }, () => {
      launched = null
      if (!isWanted) return
      deaths += 1
      quickDeaths = clock.monotonicMs() - startedMs < STEADY_MS ? quickDeaths + 1 : 1
      const waitMs = Math.min(FIRST_RESTART_MS * 2 ** (quickDeaths - 1), LONGEST_RESTART_MS)
      timer = setTimeout(() => start(special), waitMs)
    })
  }

  return {
    node,
    pid: () => launched?.pid ?? null,
    deaths: () => deaths,
    start,
    stop: async () => {
      isWanted = false
      clearTimeout(timer)
      await launched?.end(options.graceMs ?? DEFAULT_GRACE_MS)
    },
  }
}

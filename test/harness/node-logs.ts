import { existsSync } from "node:fs"
import { readFile, stat } from "node:fs/promises"
import type { TestInstallation } from "./test-installation.ts"

type Logs = Pick<TestInstallation, "nodes" | "logFile">
const LOUD = new Set(["warn", "error", "fatal"])

/** How long each node's log is now. */
export type LogMark = ReadonlyMap<string, number>

export async function logMark({ nodes, logFile }: Logs): Promise<LogMark> {
  const sizes = nodes.map(async ({ name }) => {
    const { size } = await stat(logFile(name))
    return [name, size] as const
  })
  return new Map(await Promise.all(sizes))
}

/** @returns the structured entries that a node wrote since the mark. */
export async function entriesSince(
  { logFile }: Pick<Logs, "logFile">,
  mark: LogMark,
  node: string,
): Promise<Record<string, unknown>[]> {
  const log = await readFile(logFile(node))
  const text = log.subarray(mark.get(node) ?? 0).toString("utf8")
  return text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** A warning of a node, and how often it was said. */
export interface SaidLine {
  readonly node: string
  readonly about: string
  readonly times: number
}

/** Counts the warnings since the mark by what they are about. */
export async function countWarnings(logs: Logs, mark: LogMark): Promise<SaidLine[]> {
  const counted = await Promise.all(
    logs.nodes.map(async ({ name }) => {
      const times = new Map<string, number>()
      for (const entry of await entriesSince(logs, mark, name)) {
        // A failed request is one line per request: whoever asks again has a backoff of his own.
        if (!LOUD.has(String(entry["level"])) || entry["requestId"] !== undefined) continue
        const about = [entry["msg"], entry["queue"] ?? entry["job"] ?? "", entry["id"] ?? ""]
        const key = about.join(" ").trim()
        times.set(key, (times.get(key) ?? 0) + 1)
      }
      return [...times].map(([about, count]) => ({ node: name, about, times: count }))
    }),
  )
  return counted.flat()
}

/** @throws when a node died, with what the process that ended wrote about it. */
export async function assertNoDeaths(
  installation: Pick<TestInstallation, "supervisor" | "logFile">,
): Promise<void> {
  const states = await installation.supervisor.states()
  const dead = states.filter(({ deaths }) => deaths > 0).map(({ name }) => name)
  if (dead.length === 0) return
  // Nodes that share a process end with it.
  const logs = await Promise.all(
    ["host", ...dead].map((name) => crashesIn(installation.logFile(name))),
  )
  throw new Error([`died: ${dead.join(", ")}`, ...logs.flat()].join("\n"))
}

async function crashesIn(logFile: string): Promise<string[]> {
  if (!existsSync(logFile)) return []
  const log = await readFile(logFile, "utf8")
  return log.split("\n").filter((line) => line !== "" && (!line.startsWith("{") || isCrash(line)))
}

const isCrash = (line: string): boolean => line.includes('"event":"crashed"')

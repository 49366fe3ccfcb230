import { readFileSync } from "node:fs"
import { processesOn } from "../../harness/processes.ts"
import { sum } from "./sums.ts"

const CLOCK_TICKS = 100

/**
 * User and system time of a process, all its threads, and its children that have ended, such as the
 * muxer's ffmpeg; in seconds, by proc(5).
 */
export function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1")
  // Behind the command in brackets: fields 14 to 17.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  const ticks = sum(fields.slice(11, 15).map(Number))
  return ticks / CLOCK_TICKS
}

/** @returns processor seconds so far by service; `postgres` and `redis` are the sum of theirs. */
export async function processorTimes(folder: string): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>()
  for (const { pid, command } of await processesOn(folder)) {
    const name = nameOf(command)
    try {
      times.set(name, (times.get(name) ?? 0) + processorSeconds(pid))
    } catch {
      // It has ended since it was found: whatever it used is lost to /proc.
    }
  }
  return times
}

/** @returns milliseconds per unit of work, by service, dearest first. */
export function spentEach(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  count: number,
): Record<string, number> {
  const rows = [...after].map(([name, seconds]) => {
    const ms = ((seconds - (before.get(name) ?? 0)) * 1_000) / count
    return [name, Math.round(ms * 100) / 100] as const
  })
  return Object.fromEntries(rows.filter(([, ms]) => ms > 0).toSorted(([, a], [, b]) => b - a))
}

function nameOf(command: string): string {
  const service = /\/dist\/([a-z-]+)\.js\b/.exec(command)?.[1]
  if (service !== undefined) return service
  if (/redis-server/.test(command)) return "redis"
  return /postgres/.test(command) ? "postgres" : "other"
}

import { readdir, readFile } from "node:fs/promises"

interface Usage {
  readonly cpuSeconds: number
  readonly rssBytes: number
}

const CLOCK_TICKS = 100
const PAGE_BYTES = 4_096

/**
 * What a process and its children use, by proc(5): user and system time, of children that have ended
 * too, and resident memory, of which they share some.
 *
 * @returns null where there is no `/proc`, or no such process.
 */
export async function processTreeUsage(root: number): Promise<Usage | null> {
  const all = await Promise.all((await pids()).map(look))
  const tree = all.filter((one) => one !== null && (one.pid === root || one.parent === root))
  if (tree.length === 0) return null
  return {
    cpuSeconds: tree.reduce((sum, one) => sum + (one?.ticks ?? 0), 0) / CLOCK_TICKS,
    rssBytes: tree.reduce((sum, one) => sum + (one?.pages ?? 0), 0) * PAGE_BYTES,
  }
}

async function pids(): Promise<readonly number[]> {
  const names = await readdir("/proc").catch((): string[] => [])
  return names.map(Number).filter((pid) => pid > 0)
}

async function look(pid: number) {
  const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => null)
  if (stat === null) return null
  // Behind the command in brackets: parent 4, times 14 and 15, those of dead children 16 and 17,
  // resident pages 24.
  const fields = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number)
  const ticks = [11, 12, 13, 14].reduce((sum, place) => sum + (fields[place] ?? 0), 0)
  return { pid, parent: fields[1], ticks, pages: fields[21] ?? 0 }
}

import { readdir, readFile, readlink } from "node:fs/promises"

export interface FoundProcess {
  readonly pid: number
  readonly command: string
}

/**
 * Finds the processes that work on a folder: it stands in their command line, their environment or
 * their working folder. Linux only, as are the suites that use it.
 */
export async function processesOn(folder: string): Promise<FoundProcess[]> {
  const pids = (await readdir("/proc")).map(Number).filter((pid) => pid > 0 && pid !== process.pid)
  const found = await Promise.all(pids.map((pid) => look(pid, folder)))
  return found.filter((one) => one !== null)
}

async function look(pid: number, folder: string): Promise<FoundProcess | null> {
  const read = (name: string): Promise<string> =>
    readFile(`/proc/${pid}/${name}`, "utf8").catch(() => "")
  const command = (await read("cmdline")).replaceAll("\0", " ").trim()
  // A process that has ended and was not yet waited for has no command line.
  if (command === "") return null
  const facts = [command, await read("environ"), await readlink(`/proc/${pid}/cwd`).catch(() => "")]
  return facts.some((text) => text.includes(folder)) ? { pid, command } : null
}

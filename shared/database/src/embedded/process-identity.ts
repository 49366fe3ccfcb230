import { execFile } from "node:child_process"
import { readFile, readlink, realpath } from "node:fs/promises"
import { promisify } from "node:util"

const run = promisify(execFile)
const START_TIME_FIELD = 19

/** A process id means little alone: ids are used again, in containers at once. */
export interface ProcessIdentity {
  readonly pid: number
  /** Clock ticks from boot to the start of the process; 0 where the system does not tell. */
  readonly startTicks: number
}

/** @returns the identity of a running process. */
export async function identityOf(pid: number): Promise<ProcessIdentity> {
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")
  // proc(5): the command name stands in brackets and may itself hold spaces and brackets.
  const fields = status.slice(status.lastIndexOf(")") + 2).split(" ")
  return { pid, startTicks: Number(fields[START_TIME_FIELD] ?? 0) }
}

/** True when that very process still runs. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  if (!isAlive(identity.pid)) return false
  return (await identityOf(identity.pid)).startTicks === identity.startTicks
}

/** True when any process has this id; also one of another user. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

/** A postmaster's working folder is its data folder: that tells it from a stranger with its id. */
export async function worksIn(pid: number, folder: string): Promise<boolean> {
  if (!isAlive(pid)) return false
  if (process.platform === "linux") {
    const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => "")
    return cwd === (await realpath(folder).catch(() => folder))
  }
  const { stdout } = await run("ps", ["-o", "command=", "-p", String(pid)]).catch(() => ({
    stdout: "",
  }))
  return stdout.includes(folder)
}

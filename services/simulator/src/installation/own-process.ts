import { spawn, type ChildProcess } from "node:child_process"
import { closeSync, openSync } from "node:fs"
import { ALLOCATOR, NODE_FLAGS } from "./process-tuning.ts"
import { programFile } from "./program-file.ts"
import type { Launch } from "./launch.ts"

/** Starts a node as a process of its own. */
export const launchProcess: Launch = ({ node, environment, logFile }, onGone) => {
  const child = spawnProgram(node.service, { environment, logFile })
  let isGone = false
  const gone = (): void => {
    if (isGone) return
    isGone = true
    onGone()
  }
  child.once("exit", gone)
  // One that could not be started at all (no memory, too many processes) never exits either.
  child.on("error", () => {
    if (child.pid === undefined) gone()
  })
  return { pid: child.pid, end: (graceMs) => endProcess(child, graceMs) }
}

/** Spawns a program of ours that writes to a log file and hears of its supervisor's end. */
export function spawnProgram(
  name: string,
  { environment, logFile }: { environment: NodeJS.ProcessEnv; logFile: string },
): ChildProcess {
  const log = openSync(logFile, "a", 0o600)
  try {
    // A process group of its own, so that Ctrl-C reaches the supervisor alone and services end in
    // order; the channel tells the child when the supervisor is gone, however it went.
    return spawn(process.execPath, [...(NODE_FLAGS.get(name) ?? []), programFile(name)], {
      env: { ...ALLOCATOR.get(name), ...environment },
      detached: true,
      stdio: ["ignore", log, log, "ipc"],
    })
  } finally {
    closeSync(log)
  }
}

/** SIGTERM, and SIGKILL after `graceMs`; resolves when the process is gone. */
export function endProcess(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill("SIGKILL"), graceMs)
    child.once("exit", () => {
      clearTimeout(force)
      resolve()
    })
    child.kill("SIGTERM")
  })
}

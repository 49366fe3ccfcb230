import { GirError } from "@gir/errors"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"

const SAMPLE_MS = 20

/**
 * Runs a program to its end.
 *
 * @returns the most memory that it had resident, in mebibytes; `null` where the system does not tell.
 * @throws ERR_CLI_EXPECTATION_BROKEN when it fails.
 */
export async function runProcess(
  command: readonly [string, ...string[]],
  signal: AbortSignal,
): Promise<number | null> {
  const [program, ...args] = command
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"], signal })
  const complaints: Buffer[] = []
  child.stderr.on("data", (chunk: Buffer) => complaints.push(chunk))
  let peak: number | null = null
  const timer = setInterval(() => {
    peak = peakMebibytes(child.pid) ?? peak
  }, SAMPLE_MS)
  try {
    const [code] = (await once(child, "close")) as [number | null]
    if (code === 0) return peak
  } finally {
    clearInterval(timer)
  }
  const said = Buffer.concat(complaints).toString("utf8").trim()
  throw new GirError("ERR_CLI_EXPECTATION_BROKEN", `${program} failed: ${said.slice(0, 500)}`)
}

/** Linux keeps the high-water mark of a process that runs. */
function peakMebibytes(pid: number | undefined): number | null {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))
    return line === null ? null : Math.round(Number(line[1]) / 1024)
  } catch {
    return null
  }
}

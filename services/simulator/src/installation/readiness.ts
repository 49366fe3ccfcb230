import { GirError } from "@gir/errors"
import type { Clock } from "@gir/sim"
import { readFile } from "node:fs/promises"
import { setTimeout as wait } from "node:timers/promises"
import { request } from "undici"

const POLL_MS = 50
const ANSWER_MS = 2_000

interface AwaitReadyOptions {
  readonly name: string
  readonly port: number
  readonly logFile: string
  readonly clock: Clock
  readonly timeoutMs: number
}

/**
 * Waits until a node says that it can work.
 *
 * @throws ERR_CLI_NODE_NOT_READY with the last thing that the node said, when it does not in time.
 */
export async function awaitReady(options: AwaitReadyOptions): Promise<void> {
  const { name, port, clock, timeoutMs } = options
  const deadlineMs = clock.monotonicMs() + timeoutMs
  let said = "it does not listen"
  while (clock.monotonicMs() < deadlineMs) {
    const answer = await readiness(port)
    if (answer === "ready") return
    said = answer
    await wait(POLL_MS)
  }
  throw new GirError("ERR_CLI_NODE_NOT_READY", `${name} is not ready: ${said}`, {
    fields: { node: name, port },
    where: await lastComplaint(options.logFile),
    next: `read ${options.logFile}`,
  })
}

/** @returns `ready`, or what keeps the node from being so. */
export async function readiness(port: number): Promise<string> {
  try {
    const answer = await request(`http://127.0.0.1:${port}/readyz`, {
      headersTimeout: ANSWER_MS,
      bodyTimeout: ANSWER_MS,
    })
    const text = await answer.body.text()
    return answer.statusCode === 200 ? "ready" : detailOf(text)
  } catch {
    return "it does not listen"
  }
}

function detailOf(text: string): string {
  try {
    const problem = JSON.parse(text) as { detail?: unknown }
    return typeof problem.detail === "string" ? problem.detail : "no reason given"
  } catch {
    return "no reason given"
  }
}

/** @returns the last line of a node's log that is no structured entry: its last words. */
async function lastComplaint(logFile: string): Promise<string> {
  const log = await readFile(logFile, "utf8").catch(() => "")
  const lines = log.split("\n").filter((line) => line.startsWith("error["))
  return lines.at(-1) ?? logFile
}

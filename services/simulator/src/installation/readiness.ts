import { GirError } from "@gir/errors"
import type { Clock } from "@gir/sim"
import { statSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { setTimeout as wait } from "node:timers/promises"
import { request } from "undici"
import { addressOf, type Node } from "./service-table.ts"

const POLL_MS = 100
const ANSWER_MS = 2_000
/** A node that dies so often while it starts will not come up by waiting. */
const START_DEATHS_MAX = 3

interface AwaitReadyOptions {
  readonly name: string
  readonly host?: string
  readonly port: number
  readonly logFile: string
  readonly clock: Clock
  readonly timeoutMs: number
  /** How often the node died so far. */
  readonly deaths: () => number
  readonly signal: AbortSignal
}

/**
 * Waits until a node says that it can work. Call it in the moment in which the node is started.
 *
 * @throws ERR_CLI_NODE_NOT_READY with the last thing that the node said, when it does not in time or
 * dies again and again; the signal's reason when it is aborted.
 */
export async function awaitReady(options: AwaitReadyOptions): Promise<void> {
  const { clock, timeoutMs, deaths, signal } = options
  const logStart = sizeOf(options.logFile)
  const deathsBefore = deaths()
  const deadlineMs = clock.monotonicMs() + timeoutMs
  let said = "it does not listen"
  while (clock.monotonicMs() < deadlineMs) {
    signal.throwIfAborted()
    const died = deaths() - deathsBefore
    if (died >= START_DEATHS_MAX) {
      said = `it ended ${died} times while it started`
      break
    }
    const answer = await readiness(options)
    if (answer === "ready") return
    said = answer
    await wait(POLL_MS)
  }
  throw await notReady(options, { said, logStart })
}

async function notReady(
  { name, port, logFile }: AwaitReadyOptions,
  { said, logStart }: { readonly said: string; readonly logStart: number },
): Promise<GirError> {
  return new GirError("ERR_CLI_NODE_NOT_READY", `${name} is not ready: ${said}`, {
    fields: { node: name, port },
    where: await lastComplaint(logFile, logStart),
    next: `read ${logFile}`,
  })
}

/** @returns `ready`, or what keeps the node from being so. */
export async function readiness(node: Pick<Node, "host" | "port">): Promise<string> {
  try {
    const answer = await request(`${addressOf(node)}/readyz`, {
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

/** @returns the last line since `from` that is no structured entry: the node's last words. */
async function lastComplaint(logFile: string, from: number): Promise<string> {
  const log = await readFile(logFile).catch(() => Buffer.alloc(0))
  const lines = log.subarray(from).toString("utf8").split("\n")
  return lines.findLast((line) => line.startsWith("error[")) ?? logFile
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

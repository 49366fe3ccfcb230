import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { startEmbeddedPostgres, type DatabaseLogger } from "../src/index.ts"

export interface LogLine {
  readonly level: string
  readonly message: string
  readonly fields: Record<string, unknown>
}

/** A log that can be asked what was said. */
export function recordingLogger(): DatabaseLogger & { readonly lines: LogLine[] } {
  const lines: LogLine[] = []
  const at = (level: string) => (fields: Record<string, unknown>, message: string) =>
    void lines.push({ level, message, fields })
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") }
}

const folders: string[] = []

export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gir-database-test-"))
  folders.push(folder)
  return folder
}

/** For `afterAll`. */
export async function removeFolders(): Promise<void> {
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })))
}

export async function startTestServer() {
  const folder = await newFolder()
  const logger = recordingLogger()
  const server = await startEmbeddedPostgres({ folder, logger, isDurable: false })
  return { url: server.url, stop: () => server.stop() }
}

/** Waits for a condition instead of a time. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 10) {
    if (await condition()) return
    await delay(10)
  }
  throw new Error(`this never became true: ${condition.toString()}`)
}

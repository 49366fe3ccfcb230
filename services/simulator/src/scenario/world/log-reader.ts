import { open, stat } from "node:fs/promises"
import { join } from "node:path"
import type { LogFact } from "../facts.ts"

/** Reads what the nodes write that an administrator must know: warnings, errors and alarms. */
export interface LogReader {
  /** From here on counts. */
  mark(): Promise<void>
  /** @returns what was written since the mark. */
  read(): Promise<readonly LogFact[]>
}

export function openLogReader(folder: string, nodes: readonly string[]): LogReader {
  const offsets = new Map<string, number>()
  const fileOf = (node: string): string => join(folder, `${node}.log`)
  return {
    mark: async () => {
      for (const node of nodes) offsets.set(node, await sizeOf(fileOf(node)))
    },
    read: async () => {
      const facts: LogFact[] = []
      for (const node of nodes) {
        const text = await readFrom(fileOf(node), offsets.get(node) ?? 0)
        facts.push(...text.split("\n").flatMap((line) => factOf(line, node)))
      }
      return unrepeated(facts)
    },
  }
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => null))?.size ?? 0
}

async function readFrom(file: string, offset: number): Promise<string> {
  const length = (await sizeOf(file)) - offset
  if (length <= 0) return ""
  const handle = await open(file, "r")
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset)
    return buffer.toString("utf8", 0, bytesRead)
  } finally {
    await handle.close()
  }
}

function factOf(line: string, node: string): LogFact[] {
  if (!/"level":"(?:warn|error)"/.test(line)) return []
  let entry: Record<string, unknown>
  try {
    entry = JSON.parse(line) as Record<string, unknown>
  } catch {
    // A line that is being written: the next look has it whole.
    return []
  }
  const { level, msg, code } = entry
  return [
    {
      node,
      level: level === "error" ? "error" : "warn",
      isAlarm: entry["alarm"] === true,
      code: typeof code === "string" ? code : null,
      message: typeof msg === "string" ? msg : "",
      codes: codesIn(entry),
      text: textOf(entry),
    },
  ]
}

function codesIn(value: unknown): readonly string[] {
  return [...new Set(JSON.stringify(value).match(/ERR_[A-Z0-9_]+/g))].toSorted()
}

/** Without what differs from one run to the next. */
const CHANGING = new Set(["time", "level", "node", "pid", "ivrProfileDbid", "clockOffsetMs"])

function textOf(entry: Record<string, unknown>): string {
  return JSON.stringify(entry, (key, value: unknown) => (CHANGING.has(key) ? undefined : value))
}

/** Sixteen calls that are refused for one reason are one thing to know. */
function unrepeated(facts: readonly LogFact[]): readonly LogFact[] {
  const byText = new Map(facts.map((fact) => [`${fact.node} ${fact.message} ${fact.text}`, fact]))
  return [...byText.values()]
}

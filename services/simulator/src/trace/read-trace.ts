import { createReadStream } from "node:fs"
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { hopOf, type Hop } from "./hop.ts"

/** The hops of one trace, in the order in which they began. */
export interface RecordingTrace {
  readonly traceId: string
  readonly hops: readonly Hop[]
}

/**
 * Reads from the nodes' logs what was done for a recording: the trace that made it, and one for
 * each later look at it. Work on another recording in the same trace is left out.
 *
 * @returns the oldest trace first; none when no log names the recording.
 */
export async function readTraces(
  logFolder: string,
  recordingId: string,
): Promise<readonly RecordingTrace[]> {
  const files = await logFilesOf(logFolder)
  const traceIds = new Set<string>()
  await eachHop(files, recordingId, (hop) => {
    if (hop.subject?.includes(recordingId) === true) traceIds.add(hop.traceId)
  })
  const hops = new Map([...traceIds].map((traceId) => [traceId, [] as Hop[]]))
  await eachHop(files, '"traceId"', (hop) => {
    if (hop.subject === null || hop.subject.includes(recordingId)) hops.get(hop.traceId)?.push(hop)
  })
  const traces = [...hops].map(([traceId, own]) => ({ traceId, hops: own.toSorted(byStart) }))
  return traces.toSorted((a, b) => startOf(a) - startOf(b))
}

async function logFilesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return []
    throw error
  })
  return names.filter((name) => name.endsWith(".log")).map((name) => join(folder, name))
}

/** Line by line, because a log may be larger than memory; most lines are not even parsed. */
async function eachHop(
  files: readonly string[],
  mark: string,
  visit: (hop: Hop) => void,
): Promise<void> {
  for (const file of files) {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      const hop = line.includes(mark) ? hopOf(line) : null
      if (hop !== null) visit(hop)
    }
  }
}

/** Log lines tell milliseconds: of two that began in the same one, the longer is around the other. */
function byStart(a: Hop, b: Hop): number {
  return a.startMs - b.startMs || b.durationMs - a.durationMs
}

function startOf({ hops }: RecordingTrace): number {
  return hops[0]?.startMs ?? 0
}

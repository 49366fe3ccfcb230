/** One piece of work on a recording, as a node's log tells it. */
export interface Hop {
  readonly traceId: string
  readonly spanId: string
  readonly node: string
  /** By the machine's clock, in milliseconds since 1970. */
  readonly startMs: number
  readonly durationMs: number
  /** A request's method and route, a job's name and try, or what was done to a media file. */
  readonly what: string
  /** `done`, a status, or the code that it failed with. */
  readonly outcome: string
  /** What the line says it is about: a job's id, a recording's id. Null for a request. */
  readonly subject: string | null
}

/** @returns `null` for a line that tells of no work, or of none that belongs to a trace. */
export function hopOf(line: string): Hop | null {
  const entry = parse(line)
  const { traceId, spanId, node, time, durationMs } = entry
  if (typeof traceId !== "string" || typeof spanId !== "string") return null
  if (typeof node !== "string" || typeof time !== "string") return null
  if (typeof durationMs !== "number") return null
  const work = workOf(entry)
  const startMs = Date.parse(time) - durationMs
  return work === null ? null : { traceId, spanId, node, startMs, durationMs, ...work }
}

type Entry = Readonly<Record<string, unknown>>

function parse(line: string): Entry {
  try {
    return JSON.parse(line) as Entry
  } catch {
    // What a process writes when it cannot start is no JSON, and a last line may be cut short.
    return {}
  }
}

function workOf(entry: Entry): Pick<Hop, "what" | "outcome" | "subject"> | null {
  const { job, id, attempt, span, code, method, route, status } = entry
  const outcome = typeof code === "string" ? code : "done"
  if (typeof job === "string") {
    const tries = attempt === 1 ? "" : ` (try ${String(attempt)})`
    return { what: `${job}${tries}`, outcome, subject: String(id) }
  }
  if (typeof span === "string") {
    const { "gir.media.kind": kind, "gir.recording.id": recordingId } = entry
    return { what: `${span}: ${String(kind)}`, outcome, subject: String(recordingId) }
  }
  if (typeof route !== "string") return null
  return { what: `${String(method)} ${route}`, outcome: String(status), subject: null }
}

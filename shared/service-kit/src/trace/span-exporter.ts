import { toGirError } from "@gir/errors"
import { isSampled, otlpTraces, outsideTraces } from "@gir/trace"
import type { FinishedSpan, SpanAttributes } from "@gir/trace"
import { httpClient } from "../http-client.ts"
import type { Logger } from "../logger.ts"

/** Spans that wait, those on their way among them: about two megabytes. */
const WAITING_MAX = 2_048
const BATCH_MAX = 512
const GATHER_MS = 1_000
const SEND_TIMEOUT_MS = 5_000
const PAUSE_MAX_MS = 30_000
const CLOSE_MS = 2_000

/** Told how many spans the collector took, and how many it will never get. */
export type CountSpans = (outcome: "exported" | "dropped", spans: number) => void

export interface SpanExporter {
  /** Returns at once; drops the span when too many wait. */
  add(span: FinishedSpan): void
  onCount(count: CountSpans): void
  /** Sends what waits, for at most two seconds; the rest is dropped. May be called twice. */
  close(): Promise<void>
}

export interface SpanExporterOptions {
  /** `/v1/traces` is added to it. */
  readonly endpoint: string
  readonly resource: SpanAttributes
  readonly logger: Logger
}

/** Sends spans as OTLP over HTTP, in JSON. A collector that is away costs spans and nothing else. */
export function spanExporter({ endpoint, resource, logger }: SpanExporterOptions): SpanExporter {
  const client = httpClient({ baseUrl: endpoint, timeoutMs: SEND_TIMEOUT_MS })
  const counters: CountSpans[] = []
  const waiting: FinishedSpan[] = []
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | null = null
  let sending: Promise<void> | null = null
  let misses = 0
  let closing: Promise<void> | null = null

  const count: CountSpans = (outcome, spans) => {
    if (spans > 0) for (const tell of counters) tell(outcome, spans)
  }
  const settle = (spans: number, rejected: number): void => {
    waiting.splice(0, spans)
    count("exported", spans - rejected)
    count("dropped", rejected)
  }
  const sendBatch = async (): Promise<void> => {
    const batch = waiting.slice(0, BATCH_MAX)
    try {
      const body = otlpTraces(batch, resource)
      const request = { method: "POST", path: "/v1/traces", body, signal: stopping.signal } as const
      settle(batch.length, Math.min(batch.length, rejectedOf(await client.request(request))))
      misses = 0
    } catch (error) {
      const { code, message, retryable } = toGirError(error)
      misses += 1
      if (!retryable) settle(batch.length, batch.length)
      if (misses === 1) logger.warn({ code, reason: message }, "the collector does not take spans")
    }
  }
  const sendAll = async (): Promise<void> => {
    do await sendBatch()
    while (misses === 0 && waiting.length >= BATCH_MAX)
    sending = null
    if (waiting.length > 0 && closing === null) schedule()
  }
  const schedule = (): void => {
    // The sending belongs to nobody's trace, whoever finished the span that it begins with.
    timer ??= outsideTraces(() =>
      setTimeout(
        () => {
          timer = null
          sending ??= sendAll()
        },
        Math.min(GATHER_MS * 2 ** misses, PAUSE_MAX_MS),
      ),
    ).unref()
  }
  const closeAll = async (): Promise<void> => {
    if (timer !== null) clearTimeout(timer)
    const limit = setTimeout(() => stopping.abort(), CLOSE_MS)
    await sending
    misses = 0
    while (waiting.length > 0 && misses === 0) await sendBatch()
    clearTimeout(limit)
    count("dropped", waiting.splice(0).length)
    await client.close()
  }

  return {
    add: (span) => {
      if (!isSampled(span)) return
      if (closing !== null || waiting.length >= WAITING_MAX) return count("dropped", 1)
      waiting.push(span)
      if (sending === null) schedule()
    },
    onCount: (tell) => void counters.push(tell),
    close: () => (closing ??= outsideTraces(closeAll)),
  }
}

/** OTLP: a collector may take a batch and leave some of it out. */
function rejectedOf(answer: unknown): number {
  const { partialSuccess } = (answer ?? {}) as { partialSuccess?: { rejectedSpans?: unknown } }
  const rejected = Number(partialSuccess?.rejectedSpans ?? 0)
  return Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0
}

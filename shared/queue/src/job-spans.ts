import { beginSpan, inSpan, parseTraceparent, type Span, type SpanSink } from "@gir/trace"
import type { JobKey, LedgerRow } from "./job-ledger.ts"

/** Adds a job in a span, which is the parent of every try of it, in whatever process. */
export function sendInSpan<T>(
  job: JobKey,
  sink: SpanSink | undefined,
  send: () => Promise<T>,
): Promise<T> {
  const attributes = { ...attributesOf(job), "messaging.operation.type": "send" }
  return inSpan({ name: `send ${job.name}`, kind: "producer", sink, attributes }, send)
}

/** Begins the span of one try; a job that was added before jobs had a trace begins one of its own. */
export function beginTry(row: LedgerRow, sink: SpanSink | undefined): Span {
  return beginSpan({
    name: `process ${row.name}`,
    kind: "consumer",
    parent: parseTraceparent(row.traceparent),
    sink,
    attributes: {
      ...attributesOf(row),
      "messaging.operation.type": "process",
      "gir.job.attempt": row.attempts + 1,
    },
  })
}

function attributesOf({ name, id }: JobKey): Readonly<Record<string, string>> {
  return {
    "messaging.system": "bullmq",
    "messaging.destination.name": name,
    "messaging.message.id": id,
  }
}

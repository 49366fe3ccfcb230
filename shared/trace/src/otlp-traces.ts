import type { FinishedSpan, SpanAttributes, SpanKind } from "./span.ts"

/** `ExportTraceServiceRequest` in the JSON of OTLP 1.x: ids in hex, 64-bit numbers as text. */
export interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] }
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string }
      readonly spans: readonly OtlpSpan[]
    }[]
  }[]
}

export interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  /** Absent for the first span of a trace. */
  readonly parentSpanId?: string
  readonly flags: number
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly OtlpAttribute[]
  readonly status: { readonly code?: number }
}

interface OtlpAttribute {
  readonly key: string
  readonly value: { readonly stringValue: string } | { readonly intValue: string }
}

const KINDS: Readonly<Record<SpanKind, number>> = {
  internal: 1,
  server: 2,
  client: 3,
  producer: 4,
  consumer: 5,
}
const STATUS_ERROR = 2
const SCOPE = "gir"
const NANOS_PER_MS = 1_000_000

/** @returns what is posted to `/v1/traces` of a collector. */
export function otlpTraces(spans: readonly FinishedSpan[], resource: SpanAttributes): OtlpTraces {
  const scopeSpans = [{ scope: { name: SCOPE }, spans: spans.map(otlpSpan) }]
  return { resourceSpans: [{ resource: { attributes: otlpAttributes(resource) }, scopeSpans }] }
}

function otlpSpan(span: FinishedSpan): OtlpSpan {
  const { traceId, spanId, parentSpanId, flags, name, failure } = span
  const failed = failure === null ? {} : { "error.type": failure }
  return {
    traceId,
    spanId,
    ...(parentSpanId === null ? {} : { parentSpanId }),
    flags,
    name,
    kind: KINDS[span.kind],
    startTimeUnixNano: unixNano(span.startMs, 0),
    endTimeUnixNano: unixNano(span.startMs, span.durationMs),
    attributes: otlpAttributes({ ...span.attributes, ...failed }),
    status: failure === null ? {} : { code: STATUS_ERROR },
  }
}

/** In two parts, because nanoseconds since 1970 are more than a number holds exactly. */
function unixNano(startMs: number, afterMs: number): string {
  const start = BigInt(Math.trunc(startMs)) * BigInt(NANOS_PER_MS)
  return String(start + BigInt(Math.round(afterMs * NANOS_PER_MS)))
}

function otlpAttributes(attributes: SpanAttributes): OtlpAttribute[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === "string" ? { stringValue: value } : { intValue: String(value) },
  }))
}

import type { FinishedSpan, SpanSink } from "@gir/trace"
import type { Logger } from "../logger.ts"
import { spanExporter, type CountSpans } from "./span-exporter.ts"
import type { TracingConfig } from "./tracing-config.ts"

/** What becomes of the finished spans of one node. */
export interface Tracing {
  readonly sink: SpanSink
  /** @param count is told from now on what becomes of spans that are exported. */
  onCount(count: CountSpans): void
  /** Sends what waits, for at most two seconds. May be called twice. */
  close(): Promise<void>
}

export interface TracingOptions {
  readonly config: TracingConfig
  readonly node: string
  readonly logger: Logger
}

/**
 * Requests and jobs have a log line each, so only spans within them are given one. With an endpoint
 * all of them go there as well.
 */
export function openTracing({ config, node, logger }: TracingOptions): Tracing {
  const { endpoint, serviceName } = config
  if (endpoint === null) {
    return {
      sink: (span) => logSpan(span, logger),
      onCount: () => undefined,
      close: async () => undefined,
    }
  }
  const resource = { "service.name": serviceName ?? node, "service.instance.id": node }
  const exporter = spanExporter({ endpoint, resource, logger })
  return {
    sink: (span) => {
      logSpan(span, logger)
      exporter.add(span)
    },
    onCount: (count) => exporter.onCount(count),
    close: () => exporter.close(),
  }
}

function logSpan(span: FinishedSpan, logger: Logger): void {
  if (span.kind !== "internal") return
  const { traceId, spanId, name, attributes, failure } = span
  const durationMs = Math.round(span.durationMs * 10) / 10
  const failed = failure === null ? {} : { code: failure }
  logger.info({ traceId, spanId, span: name, ...attributes, durationMs, ...failed }, "span ended")
}

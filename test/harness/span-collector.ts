import { once } from "node:events"
import { createServer } from "node:http"
import { text } from "node:stream/consumers"
import type { OtlpSpan, OtlpTraces } from "@gir/trace"

/** A span, and the service that it was sent as. */
export type NodeSpan = OtlpSpan & { readonly node: string }

/** A collector of OTLP over HTTP, on loopback: takes whatever is posted to `/v1/traces`. */
export interface SpanCollector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly endpoint: string
  /** All that have come so far, since the last `forget`. */
  spans(): readonly NodeSpan[]
  forget(): void
  close(): Promise<void>
}

export async function startSpanCollector(): Promise<SpanCollector> {
  // Read when somebody asks: a bench takes the processor's time from nobody meanwhile.
  const unread: string[] = []
  let spans: NodeSpan[] = []
  const server = createServer((request, response) => {
    if (request.method !== "POST" || request.url !== "/v1/traces") {
      response.writeHead(404).end()
      return
    }
    text(request).then(
      (body) => {
        unread.push(body)
        response.setHeader("content-type", "application/json").end("{}")
      },
      // A node that is killed in the middle of a batch.
      () => response.destroy(),
    )
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return {
    endpoint: `http://127.0.0.1:${port}`,
    spans: () => {
      const bodies = unread.splice(0).map((body) => JSON.parse(body) as OtlpTraces)
      spans.push(...bodies.flatMap(spansIn))
      return spans
    },
    forget: () => {
      unread.length = 0
      spans = []
    },
    close: async () => {
      const closed = once(server, "close")
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function spansIn({ resourceSpans }: OtlpTraces): NodeSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const node = JSON.stringify(resource).match(/"service.name","value":\{"stringValue":"([^"]+)"/)
    return scopeSpans.flatMap((scope) =>
      scope.spans.map((span) => ({ ...span, node: node?.[1] ?? "" })),
    )
  })
}

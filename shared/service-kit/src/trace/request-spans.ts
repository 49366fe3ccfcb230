import { beginSpan, parseTraceparent, type Span } from "@gir/trace"
import type { FastifyRequest } from "fastify"
import type { App } from "../service.ts"
import { isQuietRoute } from "../quiet-routes.ts"
import type { Tracing } from "./open-tracing.ts"

/** A span for each request, below that of the caller who names one; its log lines carry both ids. */
export function addRequestSpans(app: App, tracing: Tracing | undefined): void {
  const spans = new WeakMap<FastifyRequest, Span>()
  if (tracing !== undefined) countSpans(app, tracing)
  app.addHook("onRequest", (request, _reply, done) => {
    const span = beginRequest(request, tracing)
    spans.set(request, span)
    span.run(done)
  })
  // A body comes with its socket's events, which know nothing of the request's span.
  app.addHook("preValidation", (request, _reply, done) => runIn(spans.get(request), done))
  app.addHook("onResponse", (request, reply, done) => {
    const span = spans.get(request)
    const status = reply.statusCode
    span?.end({
      attributes: { "http.response.status_code": status },
      failure: status >= 500 ? String(status) : null,
    })
    runIn(span, done)
  })
  app.addHook("onRequestAbort", (request, done) => {
    const span = spans.get(request)
    span?.end({ failure: "aborted" })
    runIn(span, done)
  })
}

function countSpans(app: App, tracing: Tracing): void {
  const counted = app.metrics.counter({
    name: "gir_trace_spans_total",
    help: "Spans for the collector; outcome is exported or dropped.",
    labels: ["outcome"],
  })
  tracing.onCount((outcome, spans) => counted({ outcome }, spans))
}

/** Names the route's pattern, never the address: that may carry a token. */
function beginRequest(request: FastifyRequest, tracing: Tracing | undefined): Span {
  const { method } = request
  const { url: route } = request.routeOptions
  return beginSpan({
    name: route === undefined ? method : `${method} ${route}`,
    kind: "server",
    parent: parseTraceparent(request.headers["traceparent"]),
    sink: route !== undefined && isQuietRoute(route) ? undefined : tracing?.sink,
    attributes: {
      "http.request.method": method,
      ...(route === undefined ? {} : { "http.route": route }),
    },
  })
}

function runIn(span: Span | undefined, done: () => void): void {
  if (span === undefined) done()
  else span.run(done)
}

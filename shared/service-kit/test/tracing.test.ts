import { once } from "node:events"
import { createServer, type RequestListener } from "node:http"
import { text } from "node:stream/consumers"
import { inSpan, type FinishedSpan, type OtlpTraces } from "@gir/trace"
import { Type } from "typebox"
import { afterEach, describe, expect, it } from "vitest"
import { createService, httpClient, openTracing, readTracingConfig } from "../src/index.ts"
import { capturedLogger, testContext } from "./service-context.ts"

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const WAITING_MAX = 2_048
/** For a condition; spans are gathered for a second, and after a refusal for two. */
const AWAITED = { timeout: 20_000 }
const CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

async function listenOn(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1")
  await once(server, "listening")
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`
}

function tracingTo(endpoint: string, name?: string) {
  const captured = capturedLogger()
  const config = readTracingConfig({
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_SERVICE_NAME: name,
  })
  const tracing = openTracing({ config, node: "rws", logger: captured.logger })
  closers.push(() => tracing.close())
  const counts = { exported: 0, dropped: 0 }
  tracing.onCount((outcome, spans) => {
    counts[outcome] += spans
  })
  return { tracing, counts, logged: captured.text }
}

const request: FinishedSpan = {
  traceId: "a".repeat(32),
  spanId: "b".repeat(16),
  parentSpanId: null,
  flags: 1,
  name: "GET /x",
  kind: "server",
  startMs: 0,
  durationMs: 1,
  attributes: {},
  failure: null,
}

const spansIn = (documents: readonly OtlpTraces[]) =>
  documents.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
  )

describe("the export of spans", () => {
  it("sends all that wait in batches, without a trace of its own, and leaves out the unsampled", async () => {
    const received: OtlpTraces[] = []
    const seen = new Set<string>()
    const endpoint = await listenOn((incoming, answer) => {
      const { url, headers } = incoming
      seen.add(
        `${incoming.method} ${url} ${headers["content-type"]} ${String(headers["traceparent"])}`,
      )
      void text(incoming).then((body) => {
        received.push(JSON.parse(body) as OtlpTraces)
        answer.setHeader("content-type", "application/json")
        answer.end('{"partialSuccess":{"rejectedSpans":"1"}}')
      })
    })
    const { tracing, counts } = tracingTo(endpoint, "recordings")
    await inSpan({ name: "around" }, async () => {
      for (let n = 0; n < 600; n += 1) tracing.sink(request)
      tracing.sink({ ...request, flags: 0 })
      await tracing.close()
    })
    expect(received.map((document) => spansIn([document]).length)).toEqual([512, 88])
    expect(received[0]?.resourceSpans[0]?.resource.attributes).toEqual([
      { key: "service.name", value: { stringValue: "recordings" } },
      { key: "service.instance.id", value: { stringValue: "rws" } },
    ])
    expect([...seen]).toEqual(["POST /v1/traces application/json undefined"])
    expect(counts).toEqual({ exported: 598, dropped: 2 })
  })

  it("keeps what a collector that is away has not got, to a limit, and throws nothing", async () => {
    const { tracing, counts, logged } = tracingTo("http://127.0.0.1:9")
    for (let n = 0; n < WAITING_MAX + 100; n += 1) tracing.sink(request)
    expect(counts).toEqual({ exported: 0, dropped: 100 })
    await tracing.close()
    expect(counts).toEqual({ exported: 0, dropped: WAITING_MAX + 100 })
    tracing.sink(request)
    expect(counts.dropped).toBe(WAITING_MAX + 101)
    expect(logged().match(/the collector does not take spans/g)).toHaveLength(1)
  })

  it("sends again what a busy collector refused, and not what it calls wrong", async () => {
    const statuses = [503, 200, 400]
    const sizes: number[] = []
    const endpoint = await listenOn((incoming, answer) => {
      void text(incoming).then((body) => {
        sizes.push(spansIn([JSON.parse(body) as OtlpTraces]).length)
        answer.writeHead(statuses[sizes.length - 1] ?? 200).end("{}")
      })
    })
    const { tracing, counts } = tracingTo(endpoint)
    tracing.sink(request)
    await expect.poll(() => counts, AWAITED).toEqual({ exported: 1, dropped: 0 })
    tracing.sink(request)
    tracing.sink(request)
    await tracing.close()
    expect(sizes).toEqual([1, 1, 2])
    expect(counts).toEqual({ exported: 1, dropped: 2 })
  }, 30_000)
})

it("a request goes on in its caller's trace, through its body, its log and what it asks of others", async () => {
  const spans: FinishedSpan[] = []
  const captured = capturedLogger()
  const onCount = () => undefined
  const tracing = { sink: (span: FinishedSpan) => void spans.push(span), onCount, close: onCount }
  const app = createService({
    ...testContext(captured.logger),
    tracing: { ...tracing, close: async () => undefined },
  })
  const endpoint = await listenOn((incoming, answer) => {
    answer.end(JSON.stringify({ traceparent: incoming.headers["traceparent"] }))
  })
  const client = httpClient({ baseUrl: endpoint })
  closers.push(() => app.close())
  closers.push(() => client.close())
  const schema = { body: Type.Object({ secret: Type.String() }) }
  app.post("/things/:id", { schema }, async () => client.request({ method: "GET", path: "/" }))
  const at = await app.listen({ host: "127.0.0.1", port: 0 })
  const answer = await fetch(`${at}/things/7?token=t0ken`, {
    method: "POST",
    headers: { "content-type": "application/json", traceparent: CALLER },
    body: JSON.stringify({ secret: "canary" }),
  })
  const passedOn = await answer.json()
  await fetch(`${at}/livez`)
  await expect.poll(() => spans, AWAITED).toHaveLength(1)
  const [span] = spans
  expect(span).toMatchObject({
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    parentSpanId: "00f067aa0ba902b7",
    name: "POST /things/:id",
    attributes: { "http.route": "/things/:id", "http.response.status_code": 200 },
  })
  expect(passedOn).toEqual({ traceparent: `00-${span?.traceId}-${span?.spanId}-01` })
  expect(captured.text()).toContain(`"traceId":"${span?.traceId}","spanId":"${span?.spanId}"`)
  expect(JSON.stringify(spans)).not.toMatch(/t0ken|canary/)
})

it("an endpoint that is no address is refused", () => {
  const read = () => readTracingConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: "collector" })
  expect(read).toThrow(expect.objectContaining({ code: "ERR_CONFIG_INVALID" }))
})

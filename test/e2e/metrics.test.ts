import { readFile } from "node:fs/promises"
import { addressOf } from "@gir/simulator"
import { afterAll, beforeAll, expect, it } from "vitest"
import { until } from "../harness/await-condition.ts"
import { startSpanCollector, type NodeSpan, type SpanCollector } from "../harness/span-collector.ts"
import { ONE_OF_EACH, startTestInstallation } from "../harness/test-installation.ts"
import { openWorld, type World } from "../harness/world.ts"

interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[]
}

const DASHBOARD = new URL("../../shared/service-kit/grafana/dashboard.json", import.meta.url)

/** What the nodes have sent so far. */
let collector: SpanCollector
let installation: Awaited<ReturnType<typeof startTestInstallation>>
let world: World

beforeAll(async () => {
  collector = await startSpanCollector()
  const environmentOf = () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint })
  installation = await startTestInstallation({ fleet: ONE_OF_EACH, environmentOf })
  world = await openWorld(installation)
})
afterAll(async () => {
  await world?.close()
  await installation?.remove()
  await collector?.close()
})

const metricsOf = async (node: (typeof world.nodes)[number]): Promise<string> =>
  (await fetch(`${addressOf(node)}/metrics`)).text()

it("counts the jobs of a recording where they are done, and those that wait", async () => {
  await world.record({ ivrProfileDbid: installation.ivrProfileDbid })
  const done = { mcp: "record-call", "recording-processor": "process-recording" }
  for (const [service, job] of Object.entries(done)) {
    const node = world.nodes.find((one) => one.service === service)
    if (node === undefined) throw new Error(`no ${service}`)
    const counted = `gir_job_duration_seconds_count{job_name="${job}",outcome="done"} 1`
    await until(counted, async () => (await metricsOf(node)).includes(counted))
  }
  const rws = world.nodes.find(({ service }) => service === "rws")
  if (rws === undefined) throw new Error("no rws")
  expect(await metricsOf(rws)).toContain('gir_queue_jobs{job_name="record-call",state="waiting"} 0')
})

it("offers every metric that the dashboard draws", async () => {
  const { panels } = JSON.parse(await readFile(DASHBOARD, "utf8")) as Dashboard
  const drawn = panels.flatMap(({ targets }) =>
    targets.flatMap(({ expr }) => expr.match(/\b(?:gir|process|nodejs)_\w+/g) ?? []),
  )
  const offered = (await Promise.all(world.nodes.map(metricsOf))).join("\n")
  expect(drawn.length).toBeGreaterThan(10)
  expect(drawn.filter((name) => !offered.includes(name.replace(/_(?:bucket|count)$/, "")))).toEqual(
    [],
  )
})

/** Where a recording goes, and what is done there. */
const HOPS = [
  "mcp-1: process record-call",
  "mcp-1: encrypt recording",
  "screen-recorder: process record-screen",
  "rws: PUT /api/v2/screen-recordings/:recordingId",
  "rws: encrypt recording",
  "recording-processor: process process-recording",
  "muxer-1: process mux-recording",
  "rcs-1: decrypt recording",
  "muxer-1: encrypt recording",
]

it("sends a recording's hops to a collector as one trace, and nothing secret with them", async () => {
  const { ivrProfileDbid, secrets } = installation
  const screen = { source: { kind: "built-in" }, durationMs: 1_000 } as const
  const { recordingId, mux } = await world.record({ ivrProfileDbid, screen })
  expect(mux).toEqual({ status: "muxed" })
  const hops = (): NodeSpan[] => {
    const spans = collector.spans()
    const own = new Set(spans.filter(isOf(recordingId)).map(({ traceId }) => traceId))
    expect(own.size).toBeLessThanOrEqual(1)
    return spans.filter(({ traceId }) => own.has(traceId))
  }
  const missing = (): string[] => {
    const names = new Set(hops().map(({ node, name }) => `${node}: ${name}`))
    return HOPS.filter((hop) => !names.has(hop))
  }
  await until("every hop has come", async () => missing().length === 0)
  const told = JSON.stringify(collector.spans())
  const token = (await readFile(secrets.serviceTokenFile, "utf8")).trim()
  expect(told).not.toContain(token)
  expect(told).not.toMatch(/BEGIN |PRIVATE KEY|password|Bearer|token=/i)
})

const isOf =
  (recordingId: string) =>
  ({ attributes }: NodeSpan): boolean =>
    JSON.stringify(attributes).includes(recordingId)

import { readFile } from "node:fs/promises"
import { addressOf } from "@gir/simulator"
import { afterAll, beforeAll, expect, it } from "vitest"
import { until } from "../harness/await-condition.ts"
import { startWorld } from "../harness/world.ts"

interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[]
}

const DASHBOARD = new URL("../../shared/service-kit/grafana/dashboard.json", import.meta.url)

let world: Awaited<ReturnType<typeof startWorld>>

beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world?.close())

const metricsOf = async (node: (typeof world.nodes)[number]): Promise<string> =>
  (await fetch(`${addressOf(node)}/metrics`)).text()

it("counts the jobs of a recording where they are done, and those that wait", async () => {
  await world.record({ ivrProfileDbid: world.installation.ivrProfileDbid })
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

import { openFaults } from "@gir/sim"
import { afterAll, beforeAll, expect, it } from "vitest"
import { newProfile, runConfigServer, type RunningConfigServer } from "./running-config-server.ts"

const LONG_MS = 30_000
const faults = openFaults({ seed: 1, remembered: [] })

let server: RunningConfigServer
beforeAll(async () => {
  server = await runConfigServer(faults)
})
afterAll(() => server.close())

it("tells who waits of a lost change with the next one, and who asks at once", async () => {
  const { latest } = await server.changes(0)
  faults.add({ name: "config-server.lost-hint", subject: "application mcp-1" })
  const waiting = server.changes(latest, LONG_MS)
  await server.ask("PUT", "/applications/mcp-1", { type: "MCP", options: {} })
  await expect.poll(() => faults.history().length, { timeout: 10_000 }).toBe(1)
  expect((await server.changes(latest)).changes).toHaveLength(1)
  await server.ask("POST", "/ivr-profiles", newProfile("the next change"))
  expect((await waiting).changes.map(({ object }) => object)).toEqual([
    "application",
    "ivr-profile",
  ])
})

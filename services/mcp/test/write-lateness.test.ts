import { createService, silentLogger } from "@gir/service-kit"
import { manualClock, noFaults } from "@gir/sim"
import { expect, it } from "vitest"
import { latenessMetrics, latenessRoutes, writeLateness } from "../src/write-lateness.ts"
import { NOW } from "./pki.ts"

const serviceToken = "a-service-token-for-tests"

it("write lateness is counted from when a block was due, and offered in figures and metrics", async () => {
  let nowMs = 0
  const lateness = writeLateness(() => nowMs)
  const context = { name: "mcp-1", clock: manualClock(NOW), faults: noFaults, logger: silentLogger }
  const app = createService(context)
  latenessMetrics(app, lateness)
  latenessRoutes(app, { lateness, serviceToken })
  const authorization = `Bearer ${serviceToken}`
  const figures = async (method: "GET" | "DELETE") =>
    (await app.inject({ method, url: "/write-lateness", headers: { authorization } })).json()
  const metric = async (name: string) =>
    new RegExp(`^${name} (.+)$`, "m").exec((await app.inject("/metrics")).body)?.[1]

  expect(await metric("gir_mcp_write_lateness_p99_seconds")).toBe("Nan")
  for (let due = 0; due < 100; due += 1) {
    nowMs = due < 98 ? due + 2 : due + 50
    lateness.note(due)
  }
  // A timer that fires early is not late.
  lateness.note(nowMs + 0.4)
  expect((await app.inject("/write-lateness")).statusCode).toBe(401)
  expect(await figures("DELETE")).toMatchObject({ blocks: 101, p50Ms: 2 })
  expect(await figures("GET")).toMatchObject({ blocks: 0, maxMs: 0 })
  expect(await metric("gir_mcp_live_blocks_written")).toBe("101")
  expect(Number(await metric("gir_mcp_write_lateness_p50_seconds"))).toBeCloseTo(0.002, 4)
  expect(Number(await metric("gir_mcp_write_lateness_max_seconds"))).toBeCloseTo(0.05, 3)
  await app.close()
})

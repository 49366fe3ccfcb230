import type { QueueOverview } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { defineWorkers } from "@gir/queue"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { runGax, type Person, type RunningGax } from "./running-gax.ts"

const MUX = { recordingId: "A".repeat(32) }

let gax: RunningGax
let administrator: Person

beforeAll(async () => {
  gax = await runGax()
  administrator = await gax.logIn()
})
afterAll(() => gax.close())

async function overview(): Promise<QueueOverview> {
  return (await administrator.ask<QueueOverview>("GET", "/system/queues")).body
}

describe("Queues and Alarms", () => {
  it("count what waits and what failed, and Retry all offers that again", async () => {
    await gax.jobs.add("mux-recording", MUX)
    const waiting = (await overview()).queues.find(({ name }) => name === "mux-recording")
    expect(waiting).toMatchObject({ waiting: 1, active: 0, retrying: 0, failed: 0 })
    let isRepaired = false
    const workers = defineWorkers({
      jobs: gax.jobs,
      concurrency: 1,
      handlers: {
        "mux-recording": async ({ recordingId }) => {
          if (!isRepaired) throw new GirError("ERR_MUX_MIXED_PROTECTION", "the screen is clear")
          return { mediaId: `${recordingId}-mux`, storageKey: "k", storedBytes: 1 }
        },
      },
    })
    workers.start()
    await gax.jobs.waitFor("mux-recording", MUX.recordingId, { timeoutMs: 5_000 })
    const failed = await overview()
    expect(failed.queues.find(({ name }) => name === "mux-recording")?.failed).toBe(1)
    expect(failed.alarms).toEqual([
      {
        code: "ERR_MUX_MIXED_PROTECTION",
        node: null,
        queue: "mux-recording",
        count: 1,
        at: "2026-11-24T10:00:00.000Z",
        message: "the screen is clear",
      },
    ])
    isRepaired = true
    const retried = await administrator.ask("POST", "/system/queues/mux-recording/retry")
    expect(retried).toEqual({ status: 200, body: { retried: 1 } })
    await gax.jobs.waitFor("mux-recording", MUX.recordingId, { timeoutMs: 5_000 })
    expect((await overview()).alarms).toEqual([])
    await workers.close()
  })

  it("know no other queue", async () => {
    const answer = await administrator.ask("POST", "/system/queues/other/retry")
    expect(answer.status).toBe(400)
  })
})

describe("Accounts", () => {
  it("are the users of RCS with their privileges, for administrators", async () => {
    const { body } = await administrator.ask("GET", "/accounts")
    expect(body).toContainEqual({ userName: "player", privileges: ["Decrypt a Recording"] })
    expect(JSON.stringify(body)).not.toMatch(/password|hush/i)
  })
})

import { describe, expect, it } from "vitest"
import { callBook } from "../../src/load/arithmetic/call-book.ts"
import { latencyRecord } from "../../src/load/arithmetic/latency-record.ts"
import { loadState } from "../../src/load/report/load-state.ts"
import type { LoadProgress } from "../../src/load/run/load-progress.ts"

const SET_UP: LoadProgress = {
  phase: "set-up",
  elapsedMs: 0,
  totalMs: 60_000,
  tracker: null,
  players: null,
  proved: 0,
}

describe("loadState", () => {
  it("has nothing to tell of calls while the installation is set up", () => {
    expect(loadState("smoke", SET_UP)).toMatchObject({
      profile: "smoke",
      phase: "set-up",
      calls: { offered: 0, stored: 0, refused: 0, failed: 0, underWay: 0 },
      latencies: [],
      seconds: [],
    })
  })

  it("counts calls whatever their codes, and keeps the latest seconds", () => {
    const book = callBook()
    for (let second = 0; second < 200; second += 1) {
      book.offer(second)
      book.end(second, { status: "stored" })
    }
    for (const code of ["ERR_MCP_CHAIN_INVALID", "ERR_MCP_OTHER"]) {
      book.offer(199)
      book.end(199, { status: "refused", code })
    }
    book.offer(199)
    const durable = latencyRecord()
    durable.note({ intendedMs: 0, sentMs: 0, endedMs: 40 })
    const tracker = {
      book,
      latencies: new Map([
        ["record_durable", durable],
        ["mux_done", latencyRecord()],
      ]) as NonNullable<LoadProgress["tracker"]>["latencies"],
    } as unknown as NonNullable<LoadProgress["tracker"]>
    const state = loadState("smoke", { ...SET_UP, phase: "load", tracker })
    expect(state.calls).toEqual({ offered: 203, stored: 200, refused: 2, failed: 0, underWay: 1 })
    expect(state.latencies).toMatchObject([
      { metric: "record_durable", p50Ms: expect.closeTo(40, 0) },
      { metric: "mux_done", p50Ms: null, p99Ms: null },
    ])
    expect(state.seconds).toHaveLength(120)
    expect(state.seconds.at(-1)).toEqual({ second: 199, offered: 4, stored: 1 })
  })
})

import { describe, expect, it } from "vitest"
import { latencyRecord } from "../../src/load/arithmetic/latency-record.ts"

describe("latencyRecord", () => {
  it("counts a stall for everything that it kept waiting, where a closed loop counts it once", () => {
    // One server, 1 ms each, 100 requests a second; it stands still from second 1 to second 3.
    const record = latencyRecord()
    let freeMs = 0
    for (let intendedMs = 0; intendedMs < 10_000; intendedMs += 10) {
      let sentMs = Math.max(intendedMs, freeMs)
      const endedMs = (sentMs >= 1_000 && sentMs < 1_010 ? 3_000 : sentMs) + 1
      freeMs = endedMs
      record.note({ intendedMs, sentMs, endedMs })
    }
    const { percentiles, naive, seconds } = record.facts()
    expect(percentiles["99"]).toBeGreaterThan(1_800)
    expect(naive["99"]).toBeLessThan(2)
    expect(seconds.find(({ second }) => second === 1)?.max).toBeCloseTo(2_001, 0)
  })

  it("keeps every value to three digits", () => {
    const record = latencyRecord()
    for (let ms = 1; ms <= 1_000; ms += 1) record.note({ intendedMs: 0, sentMs: 0, endedMs: ms })
    expect(record.percentile(50)).toBeCloseTo(500, 0)
    expect(Math.abs((record.percentile(99) ?? 0) - 990)).toBeLessThan(1)
  })

  it("takes a clock that stepped back for no latency at all", () => {
    const record = latencyRecord()
    record.note({ intendedMs: 10, sentMs: 10, endedMs: 5 })
    expect(record.facts()).toMatchObject({ count: 1, seconds: [{ max: 0 }] })
  })

  it("has no percentile of nothing", () => {
    expect(latencyRecord().percentile(99)).toBeNull()
  })
})

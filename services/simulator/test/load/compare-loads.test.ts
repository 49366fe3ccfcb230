import { seededRandom } from "@gir/sim"
import { describe, expect, it } from "vitest"
import { latencyRecord } from "../../src/load/arithmetic/latency-record.ts"
import { compareLoads } from "../../src/load/compare/compare-loads.ts"
import { sampleLoad } from "./sample-load.ts"

/** A minute at 20 calls per second, whose latencies wander from second to second as real ones do. */
function load(seed: number, delayMs: number) {
  const random = seededRandom(seed)
  const record = latencyRecord()
  for (let second = 0; second < 60; second += 1) {
    const level = 10 + 4 * Math.sin(second / 9 + seed) + 2 * random.next()
    for (let call = 0; call < 20; call += 1) {
      const intendedMs = second * 1_000 + call * 50
      const ms = level - 3 * Math.log(1 - random.next()) + delayMs
      record.note({ intendedMs, sentMs: intendedMs, endedMs: intendedMs + ms })
    }
  }
  return sampleLoad({ warmUpMs: 5_000, latencies: { record_durable: record.facts() } })
}

const verdicts = (a: ReturnType<typeof load>, b: ReturnType<typeof load>) =>
  compareLoads([{ a, b }]).changes.map(({ verdict }) => verdict)

describe("compareLoads", () => {
  it("says no change for two runs of one build", () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      expect(verdicts(load(seed, 0), load(seed + 100, 0))).toEqual([
        "no change",
        "no change",
        "no change",
      ])
    }
  })

  it("flags a delay of 20 ms, with an interval that holds it, in both directions", () => {
    const [, median] = compareLoads([{ a: load(1, 0), b: load(2, 20) }]).changes
    expect(median?.verdict).toBe("slower")
    expect(median?.low).toBeLessThanOrEqual(20)
    expect(median?.high).toBeGreaterThanOrEqual(20)
    expect(verdicts(load(1, 20), load(2, 0))).toEqual(["faster", "faster", "faster"])
  })

  it("warns of runs that are not alike", () => {
    const a = load(1, 0)
    const b = { ...load(2, 0), profile: { ...a.profile, sha256: "another" } }
    expect(compareLoads([{ a, b }]).warnings).toEqual(["the runs have different profiles"])
  })

  it("takes what differs from pair to pair for noise", () => {
    const pairs = [12, 0, 12, 0].map((delayMs, index) => ({
      a: load(index, delayMs),
      b: load(index + 50, 12 - delayMs),
    }))
    expect(compareLoads(pairs).changes.map(({ verdict }) => verdict)).toEqual([
      "no change",
      "no change",
      "no change",
    ])
  })
})

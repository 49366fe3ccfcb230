import { describe, expect, it } from "vitest"
import { latencyRecord } from "../../src/load/arithmetic/latency-record.ts"
import { compareLoads } from "../../src/load/compare/compare-loads.ts"
import { sampleLoad } from "./sample-load.ts"
import { wanderingLoad as load } from "./wandering-load.ts"

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

  it("warns of machines that are not alike", () => {
    const a = load(1, 0)
    const b = { ...load(2, 0), machine: { ...a.machine, cores: 64 } }
    expect(compareLoads([{ a, b }]).warnings).toEqual(["the runs were made on different machines"])
  })

  it("says that the profiles are not the same file, and shows what their difference does", () => {
    const a = load(1, 0)
    const b = { ...load(2, 500), profile: { ...a.profile, name: "slow", sha256: "0b" } }
    const { warnings, changes } = compareLoads([{ a, b }])
    expect(warnings).toEqual(["the profiles are not the same file: sample and slow"])
    expect(changes.map(({ verdict }) => verdict)).toEqual(["slower", "slower", "slower"])
  })

  it("gives no verdict by five windows, however much they differ, and one by six", () => {
    const at = (seconds: number) =>
      compareLoads([{ a: load(1, 0, seconds), b: load(2, 500, seconds) }]).changes
    expect(at(25).map(({ verdict, windows }) => [verdict, windows])).toEqual(
      [10, 50, 95].map(() => ["too few to tell", 5]),
    )
    expect(at(30).map(({ verdict }) => verdict)).toEqual(["slower", "slower", "slower"])
  })

  it("tells values of the windows that the difference is about, and of no others", () => {
    const a = windowedLoad([10, 20, 30, 40, 50, 60, 70, 80, 90])
    // The last window of A has no pair; one of B is disturbed.
    const b = windowedLoad([40, 50, 60, 70, 80, 90, 100, 5_000])
    const [row] = compareLoads([{ a, b }]).changes
    expect(row).toMatchObject({ windows: 8, before: 45, after: 75, difference: 30 })
  })

  it("names what was measured too seldom to be compared", () => {
    const seldom = latencyRecord()
    seldom.note({ intendedMs: 0, sentMs: 0, endedMs: 5 })
    const [a, b] = [load(1, 0), load(2, 0)]
    const latencies = { ...b.latencies, mux_done: seldom.facts() }
    expect(compareLoads([{ a, b: { ...b, latencies } }]).notCompared).toEqual(["mux_done"])
    expect(compareLoads([{ a, b }]).notCompared).toEqual([])
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

/** Ten calls in each window of five seconds, all with its latency. */
function windowedLoad(latencies: readonly number[]) {
  const record = latencyRecord()
  for (const [window, ms] of latencies.entries()) {
    for (let call = 0; call < 10; call += 1) {
      const intendedMs = window * 5_000 + call * 500
      record.note({ intendedMs, sentMs: intendedMs, endedMs: intendedMs + ms })
    }
  }
  return sampleLoad({ latencies: { record_durable: record.facts() } })
}

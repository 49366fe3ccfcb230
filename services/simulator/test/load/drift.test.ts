import { describe, expect, it } from "vitest"
import { driftOf, lowerEnvelope, type Series } from "../../src/load/arithmetic/drift.ts"

const HOUR = 3_600

/** Memory under a garbage collector: up by 60 MiB, and back down, every 40 seconds. */
function sawtooth(perHour: number): Series {
  return Array.from({ length: 1_800 }, (_, second) => {
    return [second, 100 + (second % 40) * 1.5 + (perHour * second) / HOUR] as const
  })
}

/** One value an hour. */
const hourly = (values: readonly number[]): Series =>
  values.map((value, hour) => [hour * HOUR, value] as const)

describe("lowerEnvelope", () => {
  it("keeps the lowest value of each window, at its middle", () => {
    const series = [
      [0, 5],
      [9, 3],
      [10, 8],
      [19, 9],
      [40, 1],
    ] as const
    expect(lowerEnvelope(series, 10)).toEqual([
      [5, 3],
      [15, 8],
      [45, 1],
    ])
  })
})

describe("driftOf", () => {
  it("sees a leak below a collector's sawtooth, and none where there is none", () => {
    const slope = (perHour: number) =>
      driftOf(lowerEnvelope(sawtooth(perHour), 80), { tolerance: 1 })
    expect(slope(12)).toMatchObject({ verdict: "grows", perHour: expect.closeTo(12, 1) })
    expect(slope(0)).toMatchObject({ verdict: "flat", perHour: expect.closeTo(0, 6) })
    expect(slope(-12)).toMatchObject({ verdict: "flat" })
  })

  it("gives the interval of a textbook's regression when the residues are not alike", () => {
    const drift = driftOf(hourly([1.2, 1.8, 3.2, 3.8, 5.2, 5.8]), { tolerance: 1 })
    expect(drift?.serialCorrelation).toBeLessThan(0)
    // t of 4 degrees of freedom is 2.776.
    expect(drift?.perHour).toBeCloseTo(0.9657, 4)
    expect(drift?.low).toBeCloseTo(0.81, 2)
    expect(drift?.high).toBeCloseTo(1.12, 2)
  })

  it("is less sure of values that follow one another", () => {
    const alone = driftOf(hourly([0, 1, 0, 1, 0, 1, 0, 1]), { tolerance: 0.01 })
    const together = driftOf(hourly([0, 0, 1, 1, 1, 1, 0, 0]), { tolerance: 0.01 })
    const width = (drift: typeof alone): number => (drift?.high ?? 0) - (drift?.low ?? 0)
    expect(together?.serialCorrelation).toBeGreaterThan(0)
    expect(width(together)).toBeGreaterThan(width(alone))
  })

  it("takes a growth below the tolerance for none, however sure it is", () => {
    const slow = hourly([10, 10.2, 10.4, 10.6, 10.8])
    expect(driftOf(slow, { tolerance: 1 })?.verdict).toBe("flat")
    expect(driftOf(slow, { tolerance: 0.1 })?.verdict).toBe("grows")
  })

  it("says nothing of three points", () => {
    expect(driftOf(hourly([1, 2, 3]), { tolerance: 1 })).toBeNull()
  })
})

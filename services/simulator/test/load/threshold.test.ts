import { describe, expect, it } from "vitest"
import { isHeld, parseThreshold } from "../../src/load/arithmetic/threshold.ts"

describe("thresholds", () => {
  it("reads k6's expressions", () => {
    expect(parseThreshold("record_durable", "p(99.9) < 250")).toMatchObject({
      stat: { kind: "percentile", percentile: 99.9 },
      operator: "<",
      limit: 250,
    })
    expect(parseThreshold("record_known", "med<=5").stat).toEqual({
      kind: "percentile",
      percentile: 50,
    })
    expect(parseThreshold("failed", "rate<0.01").stat).toEqual({ kind: "rate" })
  })

  it.each([
    ["record_durabel", "p(99)<1", 'did you mean "record_durable"'],
    ["record_durable", "p(99)<", "is no threshold"],
    ["record_durable", "rate<1", "has no such statistic"],
    ["failed", "p(99)<1", "has no such statistic"],
  ])("refuses %s %s", (metric, expression, message) => {
    expect(() => parseThreshold(metric, expression)).toThrow(message)
  })

  it("is broken by the limit itself where it says less, and by what was not measured", () => {
    const threshold = parseThreshold("record_durable", "p(99)<250")
    expect([249.9, 250, null].map((actual) => isHeld(threshold, actual))).toEqual([
      true,
      false,
      false,
    ])
  })
})

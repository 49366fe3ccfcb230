import { describe, expect, it } from "vitest"
import { lengthAt } from "../../src/load/bed/call-pool.ts"
import { shippedProfiles } from "../../src/load/profile/find-profile.ts"
import { readProfile } from "../../src/load/profile/read-profile.ts"

const profile = (stages: string, more = ""): string => `name: mine
title: Mine
stages:
  - ${stages}
calls:
  length: { distribution: constant, mean: 1s }
  mix: [{ recipients: 1 }]
${more}`

const CONSTANT = "{ executor: constant-arrival-rate, rate: 1, duration: 1s }"

describe("readProfile", () => {
  it("begins a ramp where the stage before ended", () => {
    const ramp = `${CONSTANT}\n  - { executor: ramping-arrival-rate, target: 9, duration: 2s }`
    const [, second] = readProfile("mine.yaml", profile(ramp)).stages
    expect(second).toMatchObject({ startRate: 1, endRate: 9, durationMs: 2_000 })
  })

  it.each([
    ["{ executor: constant-arrival-rate, duration: 1s }", 'the key "rate" is missing'],
    ["{ executor: spike, rate: 1, target: 2, duration: 1s }", 'spike has no "target"'],
    [
      "{ executor: spike, rate: 1, duration: 1s, do: [{ fault: { name: rcs.slow-anwser, node: rcs-1, for: 1s } }] }",
      'did you mean "rcs.slow-answer"',
    ],
    [
      "{ executor: spike, rate: 1, duration: 1s, do: [{ wipeRedis: { every: 1s } }] }",
      "no Redis of its own",
    ],
  ])("refuses %s", (stage, message) => {
    expect(() => readProfile("mine.yaml", profile(stage))).toThrow(message)
  })

  it("refuses a warm-up that leaves nothing to measure", () => {
    const text = profile(CONSTANT, "warmUp: 1s\n")
    expect(() => readProfile("mine.yaml", text)).toThrow("the warm-up is as long as the load")
  })

  it("tells the line of a threshold on a metric that there is not", () => {
    const text = profile(CONSTANT, 'thresholds:\n  record_durabel: ["p(99)<1"]\n')
    expect(() => readProfile("mine.yaml", text)).toThrow(
      expect.objectContaining({ code: "ERR_CLI_FILE_INVALID", where: "mine.yaml:9:20" }),
    )
  })

  it("reads every profile that ships", async () => {
    const names = (await shippedProfiles()).map(({ name }) => name)
    expect(names).toEqual([
      "kill-under-load",
      "ramp",
      "rcs-stall",
      "redis-wiped",
      "rotate-under-load",
      "smoke",
      "soak",
      "spike",
    ])
  })
})

describe("lengthAt", () => {
  it("has the lengths of a distribution in whole packets", () => {
    const length = { distribution: "exponential", meanMs: 30_000, maxMs: 120_000 } as const
    expect(lengthAt(length, 0.5)).toBe(20_800)
    expect(lengthAt(length, 0.999)).toBe(120_000)
  })
})

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
    [
      "{ executor: spike, rate: 1, duration: 9s, do: [{ fault: { name: rcs.slow-answer, node: mcp-1, for: 1s } }] }",
      "rcs.slow-answer never strikes mcp-1",
    ],
    [
      "{ executor: spike, rate: 1, duration: 9s, do: [{ fault: { name: storage.full, node: rcs-9, for: 1s } }] }",
      'there is no node "rcs-9"',
    ],
    [
      "{ executor: spike, rate: 1, duration: 9s, do: [{ fault: { name: rcs.slow-answer, node: rcs-1, for: 1s, attributes: { delay: 1 } } }] }",
      'rcs.slow-answer has no attribute "delay"',
    ],
    [
      "{ executor: spike, rate: 1, duration: 9s, do: [{ fault: { name: rcs.slow-answer, node: rcs-1, for: 10s } }] }",
      "the fault outlasts the load: 10s, and calls come for 9 s",
    ],
    [
      "{ executor: spike, rate: 1, duration: 9s, do: [{ rotate: { overlap: 9s } }] }",
      "the new certificates never stand alone",
    ],
    [
      "{ executor: spike, rate: 1, duration: 9s, do: [{ kill: { every: 9s } }] }",
      "nothing happens: the stage is over before 9s",
    ],
    ["{ executor: spike, rate: 0, duration: 9s }", "not one call is offered"],
    ["{ executor: spike, rate: 100000, duration: 1h }", "360,000,000 calls are offered"],
  ])("refuses %s", (stage, message) => {
    expect(() => readProfile("mine.yaml", profile(stage))).toThrow(message)
  })

  it("lets a fault last to the end of the load", () => {
    const fault = "{ fault: { name: rcs.slow-answer, node: rcs-1, for: 9s } }"
    const text = profile(`{ executor: spike, rate: 1, duration: 9s, do: [${fault}] }`)
    expect(readProfile("mine.yaml", text).stages).toHaveLength(1)
  })

  it("refuses more playbacks, and longer calls, than a generator and a disk can have", () => {
    const stage = "{ executor: spike, rate: 1, duration: 1h }"
    const refusalOf = (text: string) => () => readProfile("mine.yaml", text)
    const playing = profile(stage, "playback: { rate: 100000 }\n")
    expect(refusalOf(playing)).toThrow("360,000,000 playbacks are asked for")
    const long = profile(stage).replace("mean: 1s", "mean: 25h")
    expect(refusalOf(long)).toThrow("a call of 25h is too long")
  })

  it("tells the form of a time", () => {
    const text = profile("{ executor: spike, rate: 1, duration: 5 sec }")
    expect(() => readProfile("mine.yaml", text)).toThrow(
      expect.objectContaining({ next: expect.stringContaining("such as 30s") }),
    )
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

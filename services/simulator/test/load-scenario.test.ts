import { isGirError, type GirError } from "@gir/errors"
import { describe, expect, it } from "vitest"
import { loadScenario } from "../src/scenario/file/load-scenario.ts"
import { shippedScenarios } from "../src/scenario/find-scenario.ts"
import { policyVariants } from "../src/scenario/policy.ts"

const GOOD = `name: small
title: A small rotation
proves: what is recorded plays
source: a test
basis: D
clock: 2026-12-10T10:00:00Z
policy: { noUsableRecipient: [refuse] }
certificates:
  A: { valid: [2026-01-01, 2026-12-31] }
steps:
  - name: first
    explain: One call.
    do:
      - issue: A
      - deploy: { certificate: A }
      - record: { calls: 1, as: calls }
    expect:
      - plays: { recordings: calls, basis: D }
`

function faultOf(text: string): GirError {
  try {
    loadScenario("small.yaml", text)
  } catch (error) {
    if (isGirError(error)) return error
    throw error
  }
  throw new Error("the file was taken")
}

describe("loading a scenario", () => {
  it("reads a good file, with the line of each action and expectation", () => {
    const { steps, certificates } = loadScenario("small.yaml", GOOD)
    expect(steps[0]?.do.map(({ verb, where }) => `${verb} ${where}`)).toEqual([
      "issue small.yaml:14",
      "deploy small.yaml:15",
      "record small.yaml:16",
    ])
    expect(steps[0]?.expect[0]).toMatchObject({ kind: "plays", where: "small.yaml:18" })
    expect(certificates["A"]).toMatchObject({ serial: "2A01", issuer: "intermediate" })
  })

  it.each([
    ["a misspelt key", "expect:", "expct:", 'unknown key "expct"; did you mean "expect"?', "17:5"],
    ["a verb", "- deploy:", "- deplyo:", 'unknown key "deplyo"; did you mean "deploy"?', "15:9"],
    ["an expectation", "- plays:", "- play:", 'unknown key "play"; did you mean "plays"?', "18:9"],
    [
      "a parameter",
      "calls: 1",
      "calls: 1, cals: 1",
      'unknown key "cals"; did you mean "calls"?',
      "16:29",
    ],
    ["a certificate", "certificate: A", "certificate: B", 'there is no certificate "B"', "15:32"],
    [
      "a group",
      "recordings: calls",
      "recordings: cals",
      'there is no group of recordings "cals"; did you mean "calls"?',
      "18:30",
    ],
    [
      "a switch",
      "noUsableRecipient",
      "noUsableRecipent",
      'there is no policy switch "noUsableRecipent"; did you mean "noUsableRecipient"?',
      "7:29",
    ],
    [
      "a switch's value",
      "[refuse]",
      "[refused]",
      'there is no value of noUsableRecipient "refused"; did you mean "refuse"?',
      "7:31",
    ],
    ["a date", "2026-12-31]", "2026-02-31]", '"2026-02-31" is no date of the calendar', "9:28"],
  ])("names %s that it does not know, and where it stands", (...row) => {
    const [, from, to, message, place] = row
    const fault = faultOf(GOOD.replace(from, to))
    expect(fault.code).toBe("ERR_CLI_FILE_INVALID")
    expect(fault.message).toContain(message)
    expect(fault.where).toBe(`small.yaml:${place}`)
  })

  it("names a code that nothing throws", () => {
    const failing = GOOD.replace("- plays: {", "- fails: { code: ERR_RCS_KEY_NOT_FOUNDED,")
    expect(faultOf(failing).message).toBe(
      'there is no code "ERR_RCS_KEY_NOT_FOUNDED"; did you mean "ERR_RCS_KEY_NOT_FOUND"?',
    )
  })

  it("tells every problem of a file at once", () => {
    const fault = faultOf(
      GOOD.replace("certificate: A", "certificate: B").replace(
        "recordings: calls",
        "recordings: none",
      ),
    )
    expect(fault.fields["also"]).toEqual([
      'small.yaml:18:30: there is no group of recordings "none"',
    ])
  })

  it("refuses an expectation without its basis", () => {
    const fault = faultOf(GOOD.replace("recordings: calls, basis: D", "recordings: calls"))
    expect(fault.message).toBe('the key "basis" is missing')
  })

  it("refuses a group that is recorded only later", () => {
    const early = GOOD.replace(
      "steps:\n",
      "steps:\n  - name: zero\n    explain: Nothing.\n    expect:\n      - plays: { recordings: calls, basis: D }\n",
    )
    expect(faultOf(early).where).toBe("small.yaml:14:30")
  })
})

describe("the scenarios that ship", () => {
  it("are twenty, numbered, explained, and labelled with their basis", async () => {
    const scenarios = await shippedScenarios()
    expect(scenarios.map(({ number }) => number)).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    )
    const steps = scenarios.flatMap((scenario) => scenario.steps)
    expect(steps.filter(({ explain }) => explain.length < 40)).toEqual([])
    expect(steps.flatMap((step) => step.expect).every(({ basis }) => basis.length > 0)).toBe(true)
  })

  it("run at every value of each switch that they cite", async () => {
    const cutOver = (await shippedScenarios()).find(({ number }) => number === 2)
    expect(policyVariants(cutOver?.policy ?? {})).toEqual([
      { recipientsChosen: "at-start" },
      { recipientsChosen: "at-finalise" },
    ])
    expect(policyVariants({ a: ["1", "2"], b: ["3", "4"] })).toHaveLength(4)
  })
})

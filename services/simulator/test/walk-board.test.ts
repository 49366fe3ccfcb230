import { describe, expect, it } from "vitest"
import { findScenarios, shippedScenario } from "../src/scenario/find-scenario.ts"
import { loadScenario } from "../src/scenario/file/load-scenario.ts"
import { POLICY_SWITCHES } from "../src/scenario/policy.ts"
import { slidesOf, switchesOf } from "../src/scenario/step/presented.ts"
import type { ShownStep } from "../src/scenario/step/step-texts.ts"
import { openBoard, type WalkBoard } from "../src/scenario/step/walk-board.ts"

const FILE = `
name: two
title: Two steps
proves: nothing is lost
source: the guide
basis: [D]
clock: 2026-12-10T10:00:00Z
policy: { deleteGuard: ["on", "off"] }
steps:
  - name: one
    explain: First.
    do:
      - record: { calls: 1, as: calls }
    slides:
      - { show: call, notes: A call. }
      - { show: rcs, of: calls, notes: Who has the key? }
  - name: two
    explain: Second.
    do:
      - delete: root
    expect:
      - keystore: { holds: [], basis: D, when: { deleteGuard: "off" } }
`
const SCENARIO = loadScenario("two.yaml", FILE)
const ON = { deleteGuard: "on" }
const OFF = { deleteGuard: "off" }

/** The steps up to `number`, shown under a policy. */
function show(board: WalkBoard, policy: Record<string, string>, number: number): void {
  for (let step = 1; step <= number; step += 1) {
    const steps = SCENARIO.steps.slice(0, step).map(({ name, explain }) => {
      const changes = [`${name} under ${policy["deleteGuard"]}`]
      const at = "2026-12-10T10:00:00.000Z"
      return { name, at, explain, guide: null, changes, actions: [], expectations: [] }
    })
    const run = { steps, cells: [], verdict: "held" }
    const facts = { steps: [], media: [] }
    board.shown({ scenario: SCENARIO, run, facts, policy } as unknown as ShownStep, step === number)
  }
}

describe("the board of a walk", () => {
  it("pins the answer to what if to its step, and leaves the others where they were", () => {
    const board = openBoard({ scenario: SCENARIO, envelopeProfile: "classic", canEnd: false })
    board.begun(ON, "rehearsal")
    show(board, ON, 2)
    board.waiting()
    board.begun(OFF, "alternative")
    show(board, OFF, 2)
    expect(board.state()).toMatchObject({ policy: "deleteGuard=on", phase: "working" })
    expect(board.state().steps.map(({ changed }) => changed)).toEqual([
      "one under on",
      "two under on",
    ])
    board.begun(ON, "return")
    show(board, ON, 1)
    expect(board.state().steps).toHaveLength(2)
    expect(board.state().steps[0]?.alternatives).toEqual([])
  })

  it("keeps the answer when the walk has come back", () => {
    const board = openBoard({ scenario: SCENARIO, envelopeProfile: "classic", canEnd: false })
    board.begun(ON, "rehearsal")
    show(board, ON, 2)
    board.begun(OFF, "alternative")
    show(board, OFF, 2)
    board.begun(ON, "return")
    show(board, ON, 2)
    board.waiting()
    expect(board.state().steps.map(({ changed }) => changed)).toEqual([
      "one under on",
      "two under on",
    ])
    expect(board.state().steps[1]?.alternatives).toMatchObject([
      { policy: "deleteGuard=off", changed: "two under off" },
    ])
    board.begun(ON, "rehearsal")
    expect(board.state().steps).toEqual([])
  })
})

describe("what a presenter shows", () => {
  it("is each slide of the file, and the step itself where the file has none", () => {
    expect(slidesOf(SCENARIO).map(({ step, show: shown, of }) => [step, shown, of])).toEqual([
      [1, "call", null],
      [1, "rcs", "calls"],
      [2, "step", null],
    ])
  })

  it("names the steps in which a switch makes a difference, and what its values rest on", () => {
    expect(switchesOf(SCENARIO)).toMatchObject([
      { name: "deleteGuard", steps: [2], values: [{ value: "on", basis: "A" }, { basis: "D" }] },
    ])
    for (const { values, fidelity } of Object.values(POLICY_SWITCHES)) {
      expect(Object.keys(fidelity)).toEqual(values)
    }
  })

  it("is refused when a slide is of a group that nobody records", () => {
    const wrong = FILE.replace("of: calls", "of: cals")
    expect(() => loadScenario("two.yaml", wrong)).toThrow('did you mean "calls"')
  })

  it("tells its story beside the twenty, by name", async () => {
    expect(await shippedScenario("no-such")).toBeNull()
    const [story] = await findScenarios("data-path", ".")
    expect(story?.steps.map(({ name }) => name)).toContain("lost")
    expect(story?.steps.every(({ slides = [] }) => slides.length > 0)).toBe(true)
  })
})

import { describe, expect, it } from "vitest"
import { newFault } from "../src/system/fault-draft.ts"

const DRAFT = {
  name: "rws.slow-answer",
  percent: "12.5",
  seed: "",
  subject: "",
  attributes: { delayMs: "500" },
}

describe("the window Add Fault", () => {
  it("asks for a share of subjects, and leaves out what was left empty", () => {
    expect(newFault(DRAFT)).toEqual({
      name: "rws.slow-answer",
      probability: 0.125,
      attributes: { delayMs: 500 },
    })
    expect(newFault({ ...DRAFT, seed: "7", subject: "0A1B" })).toMatchObject({
      seed: 7,
      subject: "0A1B",
    })
  })

  it.each([
    { percent: "" },
    { percent: "101" },
    { percent: "-1" },
    { percent: "many" },
    { seed: "1.5" },
    { attributes: { delayMs: "soon" } },
  ])("does not ask with %j", (change) => {
    expect(newFault({ ...DRAFT, ...change })).toBeNull()
  })
})

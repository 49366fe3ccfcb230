import { isGirError, type GirError } from "@gir/errors"
import { describe, expect, it } from "vitest"
import { loadLab } from "../../src/lab/file/load-lab.ts"
import { findLab, shippedLabs } from "../../src/lab/find-lab.ts"
import { causeOf } from "../../src/lab/lab.ts"
import { readAction } from "../../src/lab/read-action.ts"

const GOOD = `name: small
title: A small lab
goal: Let RCS hold the key of A.
proves: what is uploaded is held
source: a test
basis: D
clock: 2026-12-10T10:00:00Z
certificates:
  A: { valid: [2026-01-01, 2027-12-31] }
  B: { valid: [2026-01-01, 2027-12-31] }
start:
  explain: A was issued.
  do:
    - issue: A
tasks:
  - name: upload
    text: Upload A.
    check:
      - keystore: { holds: [A], basis: D }
hints:
  upload: [one, two, three]
solution:
  - { task: upload, do: [upload: A] }
why: RCS holds it now.
`

function faultOf(text: string): GirError {
  try {
    loadLab("small.yaml", text)
  } catch (error) {
    if (isGirError(error)) return error
    throw error
  }
  throw new Error("the file was taken")
}

describe("loading a lab", () => {
  it("reads a good file, with the line of each action", () => {
    const { tasks, causes } = loadLab("small.yaml", GOOD)
    expect(tasks[0]).toMatchObject({ name: "upload", hints: ["one", "two", "three"] })
    expect(causes[0].solution[0]?.do[0]).toMatchObject({ verb: "upload", where: "small.yaml:23" })
  })

  it.each([
    ["a verb", "[upload: A]", "[uplaod: A]", 'unknown key "uplaod"; did you mean "upload"?', 23],
    ["a certificate", "[upload: A]", "[upload: C]", 'there is no certificate "C"', 23],
    ["a task of the solution", "task: upload", "task: uplod", 'no task "uplod"; did you mean', 23],
    [
      "a hint without a task",
      "  upload: [one",
      "  uplaod: [one",
      'there is no task "uplaod"; did you mean "upload"?',
      21,
    ],
    ["a task without hints", "  upload: [one, two, three]", "  {}", '"upload" has no hints', 16],
    ["two hints only", "[one, two, three]", "[one, two]", "it must NOT have fewer than 3", 21],
    [
      "a check of what nobody makes",
      "holds: [A]",
      "holds: [B]",
      'this check is out of reach: nobody issues "B"',
      19,
    ],
    [
      "a check without a step that leads to it",
      "hints:\n",
      "  - { name: more, text: More., check: [keystore: { holds: [A], basis: D }] }\nhints:\n  more: [a, b, c]\n",
      'this check is out of reach: no step of the solution is for task "more"',
      20,
    ],
    [
      "a group that nobody records",
      "keystore: { holds: [A]",
      "plays: { recordings: x",
      "no group",
      19,
    ],
    ["a lost key of nobody", "start:\n", "lostKeys: [C]\nstart:\n", 'no certificate "C"', 11],
    ["no way out", "why:", "causes: []\nwhy:", "fewer than 2", 24],
  ])("refuses %s, with its line and what was meant", (...row) => {
    const [, good, bad, message, line] = row
    const fault = faultOf(GOOD.replace(good, bad))
    expect(fault.code).toBe("ERR_CLI_FILE_INVALID")
    expect(fault.message).toContain(message)
    expect(fault.where).toMatch(new RegExp(`^small\\.yaml:${line}:`))
  })

  it("reads an action as it is typed, and says what was meant", () => {
    expect(readAction("upload: B")).toMatchObject({ verb: "upload", params: "B" })
    expect(() => readAction("uplod: B")).toThrow('did you mean "upload"?')
  })
})

describe("the labs that ship", () => {
  it("are eleven, each found by its name and its number, and the last with eight causes", async () => {
    const labs = await shippedLabs()
    expect(labs.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    for (const { name } of labs) expect((await findLab(name, "/")).name).toBe(name)
    expect(await findLab("7", "/")).toEqual(labs[6])
    const incident = labs[10]!
    const drawn = Array.from({ length: 8 }, (_, seed) => causeOf(incident, seed).name)
    expect(new Set(drawn).size).toBe(8)
  })
})

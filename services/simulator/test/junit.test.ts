import { XMLParser, XMLValidator } from "fast-xml-parser"
import { expect, test } from "vitest"
import { junitXml } from "../src/evidence/junit.ts"
import { sampleEvidence } from "./evidence-sample.ts"

interface Case {
  readonly "@name": string
  readonly failure?: { readonly "#text": string }
  readonly skipped?: object
}

function suitesOf(xml: string) {
  expect(XMLValidator.validate(xml)).toBe(true)
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "@" })
  const { testsuites } = parser.parse(xml) as {
    testsuites: { testsuite: { "@name": string; "@tests": string; testcase: Case[] }[] }
  }
  return testsuites.testsuite
}

test("a suite per run, a case per expectation and per row of the matrix", () => {
  const [preflight, run] = suitesOf(junitXml(sampleEvidence()))
  expect(preflight?.["@name"]).toBe("preflight")
  expect(run?.["@name"]).toBe("rotation · classic · noUsableRecipient=refuse")
  expect(run?.["@tests"]).toBe("6")
  expect(run?.testcase.map((one) => one["@name"]).slice(2)).toEqual([
    "3 A removed: recipients: A and B",
    "matrix: opened by A: 2 media files × 3 steps",
    "matrix: opened by A or B: 2 media files × 3 steps",
    "matrix: opened by B: 2 media files × 3 steps",
  ])
})

test("a failing row tells expected, found, recording and recipients; control characters do no harm", () => {
  const cell = (recording: number, step: number): object =>
    recording === 1 && step === 3
      ? {
          status: "fails",
          isHeld: false,
          code: "ERR_RCS_KEY_NOT_FOUND",
          reason: "a\u0000b <&\u001B]",
        }
      : {}
  const [, run] = suitesOf(junitXml(sampleEvidence({ cell })))
  const failing = run?.testcase.filter(({ failure }) => failure !== undefined) ?? []
  expect(failing).toHaveLength(1)
  const text = failing[0]?.failure?.["#text"] ?? ""
  expect(text).toContain("step 3: expected plays, found fails (ERR_RCS_KEY_NOT_FOUND)")
  expect(text).toContain("recording: 0a1b2c3d-0000-4000-8000-000000000001")
  expect(text).toMatch(/recipients: CN=Interaction Recording CA.*serial 2A01;.*serial 2A02/)
})

test("what could not be proved is skipped, not passed", () => {
  const cell = (): object => ({
    status: "notProved",
    expected: "notProved",
    reason: "no key for B",
  })
  const [, run] = suitesOf(junitXml(sampleEvidence({ cell })))
  expect(run?.testcase.filter(({ skipped }) => skipped !== undefined)).toHaveLength(3)
})

import type { MediaReceipt } from "@gir/contracts"
import { describe, expect, it } from "vitest"
import { judgeRun, type JudgedRun } from "../src/scenario/judge-run.ts"
import type { InstallationFacts, MediaFact, RunFacts, StepFacts } from "../src/scenario/facts.ts"
import { loadScenario } from "../src/scenario/file/load-scenario.ts"

const SHA = "a".repeat(64)
const ORIGINAL = { kind: "bytes", sha256: SHA, byteCount: 1 } as const
const ISSUER = "CN=Interaction Recording CA"

function media(id: string, step: number): MediaFact {
  const recordingId = id.repeat(32)
  const recipients = [
    { issuer: ISSUER, serialNumber: "2A01", subject: "A", certificateSha256: SHA },
  ]
  const receipt = {
    mediaId: `${recordingId}-call`,
    kind: "call",
    startTime: "2026-12-10T10:00:00.000Z",
    protection: {
      container: "pkcs7",
      envelopeProfile: "classic",
      cipher: "aes256-cbc",
      recipients,
    },
  } as unknown as MediaReceipt
  const own = { mediaId: receipt.mediaId, recordingId, kind: "call" as const, node: "mcp-1" }
  return { ...own, group: "calls", step, receipt, recipients: ["A"], original: ORIGINAL }
}

const INSTALLATION: InstallationFacts = {
  profile: { version: 1, certificates: { "certificates-1": "A" }, optionsJson: "{}" },
  keystores: { "rcs-1": ["A"] },
  screenCertificates: [],
  nodes: [],
}

function step(name: string, parts: Partial<StepFacts> = {}): StepFacts {
  const nothing = { actions: [], refusals: [], calls: [], muxes: [], log: [], probes: [] }
  const at = "2026-12-10T10:00:00.000Z"
  return { name, at, ...nothing, plays: new Map(), installation: INSTALLATION, ...parts }
}

const PLAYS = { status: "plays", fingerprint: ORIGINAL, openedBy: "2A01" } as const
const FAILS = {
  status: "fails",
  code: "ERR_RCS_KEY_NOT_FOUND",
  message: "RCS holds no key for this recording",
  fingerprint: null,
  openedBy: null,
} as const

function judge(expectations: readonly [string, string], facts: Partial<RunFacts>) {
  const scenario = loadScenario(
    "small.yaml",
    `name: small
title: t
proves: p
source: s
basis: D
clock: 2026-12-10
certificates: { A: {} }
steps:
  - { name: one, explain: one, do: [{ record: { calls: 1, as: calls } }], expect: [${expectations[0]}] }
  - { name: two, explain: two, expect: [${expectations[1]}] }
`,
  )
  const nothing = { steps: [], media: [], certificates: [], faults: [], withoutKey: [] }
  const run: JudgedRun = {
    scenario,
    facts: { ...nothing, ...facts },
    envelopeProfile: "classic",
    policy: {},
    seed: 1,
    durationMs: 0,
  }
  return judgeRun(run)
}

describe("judging a run", () => {
  const call = media("A", 1)
  const at = (playback: typeof PLAYS | typeof FAILS) => new Map([[call.mediaId, playback]])
  const plays = "{ plays: { recordings: calls, basis: D } }"
  const fails = "{ fails: { recordings: calls, code: ERR_RCS_KEY_NOT_FOUND, basis: D } }"

  it("holds when every cell is as it was said", () => {
    const steps = [step("one", { plays: at(PLAYS) }), step("two", { plays: at(FAILS) })]
    const { verdict, cells } = judge([plays, fails], { steps, media: [call] })
    expect(verdict).toBe("held")
    expect(cells.map(({ expected, openedBy }) => [expected, openedBy])).toEqual([
      ["plays", "A"],
      ["fails", null],
    ])
  })

  it("breaks at a cell that changes although no line says so", () => {
    const steps = [step("one", { plays: at(PLAYS) }), step("two", { plays: at(FAILS) })]
    const { verdict, cells } = judge([plays, ""], { steps, media: [call] })
    expect(verdict).toBe("broken")
    expect(cells.map(({ isHeld }) => isHeld)).toEqual([true, false])
  })

  it("expects a new recording to play when nobody says anything", () => {
    const { verdict } = judge(["", ""], {
      steps: [step("one", { plays: at(FAILS) })],
      media: [call],
    })
    expect(verdict).toBe("broken")
  })

  it("names the recording, its recipients and a hint when an expectation breaks", () => {
    const { steps } = judge([plays, ""], {
      steps: [step("one", { plays: at(FAILS) })],
      media: [call],
    })
    expect(steps[0]?.expectations[0]).toMatchObject({
      status: "broken",
      where: "small.yaml:9",
      expected: "1 of 1 play",
      hint: expect.stringContaining("keystore census"),
    })
    expect(steps[0]?.expectations[0]?.found).toContain(`issuer ${ISSUER}, serial 2A01`)
    expect(steps[0]?.expectations[0]?.found).toContain("ERR_RCS_KEY_NOT_FOUND")
  })

  it("takes another failure than the named one for broken", () => {
    const wrong = { ...FAILS, code: "ERR_CMS_DECRYPTION_FAILED" } as unknown as typeof FAILS
    const { verdict } = judge([fails, ""], {
      steps: [step("one", { plays: at(wrong) })],
      media: [call],
    })
    expect(verdict).toBe("broken")
  })

  it("breaks at a refusal that nobody expected", () => {
    const refusal = { verb: "upload", subject: "A", code: "ERR_X509_KEY_MISMATCH" } as const
    const refusals = [
      { ...refusal, reason: "the key does not belong to it", remedy: "take the other" },
    ]
    const one = [step("one", { refusals })]
    expect(judge(["", ""], { steps: one }).verdict).toBe("broken")
    const said = "{ refused: { action: upload, of: A, code: ERR_X509_KEY_MISMATCH, basis: D } }"
    expect(judge([said, ""], { steps: one }).verdict).toBe("held")
  })

  it("claims nothing of a recording whose only key was not given", () => {
    const facts = { steps: [step("one", { plays: at(FAILS) })], media: [call], withoutKey: ["A"] }
    const { verdict, cells } = judge([plays, ""], facts)
    expect(verdict).toBe("notProved")
    expect(cells[0]).toMatchObject({ status: "notProved", isHeld: true, reason: "no key for A" })
  })
})

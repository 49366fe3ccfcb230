import type { MediaReceipt } from "@gir/contracts"
import { describe, expect, it } from "vitest"
import type { InstallationFacts, MediaFact, RunFacts, StepFacts } from "../src/scenario/facts.ts"
import type { Playback } from "../src/playback/oracle.ts"
import { dataPathAt } from "../src/scenario/step/data-path.ts"

const SHA = "a".repeat(64)
const ORIGINAL = { kind: "bytes", sha256: SHA, byteCount: 1 } as const
const ID = "A".repeat(32)
const MEDIA_ID = `${ID}-call`

const CALL: MediaFact = {
  mediaId: MEDIA_ID,
  recordingId: ID,
  kind: "call",
  group: "calls",
  step: 1,
  node: "mcp-1",
  recipients: ["A"],
  original: ORIGINAL,
  receipt: {
    storageKey: "0A/call.wav.p7m",
    storedBytes: 481_029,
    mediaId: MEDIA_ID,
    segments: { digests: [SHA], root: SHA },
    protection: { cipher: "aes256-cbc", recipients: [{ serialNumber: "2A01" }] },
  } as unknown as MediaReceipt,
}

function facts(...steps: Partial<StepFacts>[]): RunFacts {
  const nothing = { actions: [], refusals: [], calls: [], muxes: [], log: [], probes: [] }
  const installation = {} as InstallationFacts
  const base = { name: "s", at: "2026-12-10T10:00:00.000Z", plays: new Map(), installation }
  const all = steps.map((step) => ({ ...base, ...nothing, ...step }))
  return { steps: all, media: [CALL], certificates: [], faults: [], withoutKey: [] }
}

const PLAYS = { status: "plays", fingerprint: ORIGINAL, openedBy: "2A01" } as const
const FAILS = {
  status: "fails",
  code: "ERR_RCS_KEY_NOT_FOUND",
  message: "RCS holds no key",
  fingerprint: null,
  openedBy: null,
} as const

function statesOf(run: RunFacts, number: number): string[] {
  return (dataPathAt(run, number)?.hops ?? []).map(({ state, code }) => code ?? state)
}

describe("the data path of a step", () => {
  it("has the object of the newest call at every hop", () => {
    const path = dataPathAt(facts({ plays: new Map([[MEDIA_ID, PLAYS]]) }), 1)
    const objects = path?.hops.map(({ id, object }) => `${id}: ${object}`)
    expect(objects).toContain("storage: 0A/call.wav.p7m, 481029 bytes")
    expect(objects).toContain("mcp: mcp-1 chose A")
    expect(objects).toContain(`playback: equal to what was recorded: SHA-256 ${SHA}`)
    expect(statesOf(facts({ plays: new Map([[MEDIA_ID, PLAYS]]) }), 1)).toEqual(
      Array.from({ length: 8 }, () => "passed"),
    )
  })

  it("ends at RCS when the key is gone by then, and not before", () => {
    const plays = { plays: new Map([[MEDIA_ID, PLAYS]]) }
    const run = facts(plays, { plays: new Map<string, Playback>([[MEDIA_ID, FAILS]]) })
    expect(statesOf(run, 1).slice(-2)).toEqual(["passed", "passed"])
    expect(statesOf(run, 2).slice(-2)).toEqual(["ERR_RCS_KEY_NOT_FOUND", "dark"])
  })

  it("ends at the recorder that refused the newest call", () => {
    const refusal = {
      verb: "record",
      subject: "late",
      reason: "no certificate",
      remedy: "",
      code: "ERR_MCP_NO_USABLE_RECIPIENT",
    } as const
    const calls = [{ group: "late", recordingId: "B".repeat(32), isStored: false }]
    const [call, mcp, ...behind] = statesOf(facts({ refusals: [refusal], calls }), 1)
    expect([call, mcp]).toEqual(["passed", "ERR_MCP_NO_USABLE_RECIPIENT"])
    expect(new Set(behind)).toEqual(new Set(["dark"]))
  })

  it("is not there before the first call", () => {
    expect(dataPathAt({ ...facts({}), media: [] }, 1)).toBeNull()
  })
})

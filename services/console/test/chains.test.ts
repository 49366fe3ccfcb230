import type { RecordingDetail } from "@gir/contracts"
import { describe, expect, it } from "vitest"
import { hopsOf } from "../src/signature/chains.ts"

const ID = "A".repeat(32)

describe("the data path", () => {
  it("has one hop with a private key, and it is RCS", () => {
    const withKey = hopsOf("call", detail()).filter(({ custody }) => custody.privateKey === "yes")
    expect(withKey.map(({ id }) => id)).toEqual(["rcs"])
    expect(hopsOf("screen", detail()).some(({ custody }) => custody.privateKey === "yes")).toBe(
      false,
    )
  })

  it("ends at RCS when no key opens the call", () => {
    const lost = { mediaId: `${ID}-call`, status: "fails", code: "ERR_RCS_KEY_NOT_FOUND" } as const
    const hops = hopsOf("call", detail({ proofs: [{ ...lost, at: null, openedBy: null }] }))
    expect(hops.slice(5).map(({ state, code }) => [state, code])).toEqual([
      ["passed", null],
      ["fails", "ERR_RCS_KEY_NOT_FOUND"],
      ["dark", null],
    ])
  })

  it("ends at the muxer that refused, until a mux is there", () => {
    const refusal = {
      event: "mux-refused",
      occurredAt: "2026-12-01T10:00:00.000Z",
      code: "ERR_MUX_MIXED_PROTECTION",
    } as const
    const states = (kinds: readonly string[]) =>
      hopsOf("screen", detail({ kinds, events: [refusal] })).map(({ state }) => state)
    expect(states(["call", "screen"])).toEqual([
      "passed",
      "passed",
      "passed",
      "refused",
      "dark",
      "dark",
    ])
    expect(new Set(states(["call", "screen", "mux"]))).toEqual(new Set(["passed"]))
  })

  it("has no key and no ciphertext anywhere when the media is clear", () => {
    for (const { custody } of hopsOf("call", detail({ isClear: true }))) {
      const { plaintext: _, ...rest } = custody
      expect(new Set(Object.values(rest))).toEqual(new Set(["no"]))
    }
  })
})

interface Given {
  readonly kinds?: readonly string[]
  readonly events?: RecordingDetail["recording"]["eventHistory"]
  readonly proofs?: RecordingDetail["proofs"]
  readonly isClear?: boolean
}

function detail(given: Given = {}): RecordingDetail {
  const { kinds = ["call", "screen"], events = [], proofs = [], isClear = false } = given
  const mediaFiles = kinds.map((kind) => ({
    mediaId: `${ID}-${kind}`,
    receipt: { kind, protection: isClear ? null : {} },
  }))
  const recording = { id: ID, mediaFiles, eventHistory: events }
  return { recording, proofs } as unknown as RecordingDetail
}

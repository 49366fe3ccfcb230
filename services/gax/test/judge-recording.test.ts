import { describe, expect, it } from "vitest"
import type { IndexedPart, IndexedRecording } from "../src/recordings/indexed-recording.ts"
import { judgeRecording } from "../src/recordings/judge-recording.ts"
import type { Proof } from "../src/recordings/proof-book.ts"

const A = "a".repeat(64)
const B = "b".repeat(64)
const FINGERPRINT = { kind: "bytes", sha256: "1".repeat(64), byteCount: 9 } as const
const NOT_PROVED = { status: "notProved", code: null }

describe("the word for a recording", () => {
  it("is never 'plays' before it was compared", () => {
    expect(judge([part("call", [A])], [A])).toEqual(NOT_PROVED)
    expect(judge([part("call", [])], [])).toEqual(NOT_PROVED)
    expect(judge([], [])).toEqual(NOT_PROVED)
  })

  it("is 'fails' when RCS holds no key for one of its parts; one of two recipients is enough", () => {
    const lost = { status: "fails", code: "ERR_RCS_KEY_NOT_FOUND" }
    expect(judge([part("call", [A]), part("screen", [B])], [A])).toEqual(lost)
    expect(judge([part("call", [A, B])], [B])).toEqual(NOT_PROVED)
  })

  it("says nothing of keys while RCS is away", () => {
    expect(judge([part("call", [A])], null)).toEqual(NOT_PROVED)
    expect(judge([part("call", [A])], null, { proofs: proofOf("call", A) })).toEqual({
      status: "plays",
      code: null,
    })
  })

  it("is 'not proved' again when the key that opened it went, and another one is left", () => {
    const parts = [part("call", [A, B])]
    expect(judge(parts, [A, B], { proofs: proofOf("call", A) }).status).toBe("plays")
    expect(judge(parts, [B], { proofs: proofOf("call", A) })).toEqual(NOT_PROVED)
  })

  it("is 'refused' with the muxer's code until a mux succeeds, though both parts play", () => {
    const refusal = { isRefused: true, code: "ERR_MUX_MIXED_PROTECTION" }
    const parts = [part("call", [A])]
    const proofs = proofOf("call", A)
    expect(judge(parts, [A], { proofs, lastMux: refusal })).toEqual({
      status: "refused",
      code: "ERR_MUX_MIXED_PROTECTION",
    })
    expect(judge(parts, [A], { proofs, lastMux: { isRefused: false, code: null } }).status).toBe(
      "plays",
    )
  })
})

interface Known {
  readonly proofs?: ReadonlyMap<string, Proof>
  readonly lastMux?: IndexedRecording["lastMux"]
}

function judge(
  parts: readonly IndexedPart[],
  held: readonly string[] | null,
  { proofs = new Map(), lastMux = null }: Known = {},
) {
  const evidence = { held: held === null ? null : new Set(held), proofs }
  return judgeRecording({ parts, lastMux } as unknown as IndexedRecording, evidence)
}

function part(kind: "call" | "screen", certificates: readonly string[]): IndexedPart {
  const recipients = certificates.map((certificateId) => ({
    certificateId,
    serialNumber: certificateId.slice(0, 4).toUpperCase(),
    subject: "Interaction Recording",
  }))
  return { mediaId: kind, kind, recipients, fingerprint: FINGERPRINT }
}

function proofOf(mediaId: string, certificateId: string): Map<string, Proof> {
  const openedBy = certificateId.slice(0, 4).toUpperCase()
  const result = { mediaId, plaintextBytes: 9, fingerprint: FINGERPRINT, openedBy }
  return new Map([[mediaId, { runId: "r", at: new Date(0), outcome: { status: "done", result } }]])
}

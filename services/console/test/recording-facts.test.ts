import type { MediaFileMetadata, RecordingMetadata } from "@gir/contracts"
import { describe, expect, it } from "vitest"
import { matchesText, recipientsOf, statusOf } from "../src/recordings/recording-facts.ts"

const A = "a".repeat(64)
const B = "b".repeat(64)
const S = "5".repeat(64)
const ID = `${"0".repeat(31)}7`

describe("a recording's status", () => {
  it("is never 'plays' before it was compared", () => {
    expect(statusOf(recording([file("call", [A])]), [A])).toEqual({
      status: "notProved",
      code: null,
    })
  })

  it("is 'fails' when RCS holds no key for one of its parts", () => {
    const both = recording([file("call", [A]), file("screen", [S])])
    expect(statusOf(both, [A])).toEqual({ status: "fails", code: "ERR_RCS_KEY_NOT_FOUND" })
    expect(statusOf(both, [A, S]).status).toBe("notProved")
  })

  it("counts one of two recipients as enough", () => {
    expect(statusOf(recording([file("call", [A, B])]), [B]).status).toBe("notProved")
  })

  it("says nothing of keys while RCS is away, and needs none for clear media", () => {
    expect(statusOf(recording([file("call", [A])]), null).status).toBe("notProved")
    expect(statusOf(recording([file("call", [])]), []).status).toBe("notProved")
  })

  it("is 'refused' with the muxer's code until a mux succeeds", () => {
    const refusal = {
      event: "mux-refused",
      occurredAt: "2026-12-01T10:00:00.000Z",
      code: "ERR_MUX_MIXED_PROTECTION",
    } as const
    const refused = recording([file("call", [A])], [refusal])
    expect(statusOf(refused, [A])).toEqual({ status: "refused", code: "ERR_MUX_MIXED_PROTECTION" })
    const muxed = { event: "muxed", occurredAt: "2026-12-01T10:01:00.000Z" } as const
    const mended = recording([file("call", [A])], [refusal, muxed])
    expect(statusOf(mended, [A]).status).toBe("notProved")
  })
})

describe("recipients", () => {
  it("are named once, however many parts name them", () => {
    const files = [file("call", [A, B]), file("mux", [A])]
    expect(
      recipientsOf(files, [A]).map(({ serialNumber, isHeld }) => [serialNumber, isHeld]),
    ).toEqual([
      ["AAAA", true],
      ["BBBB", false],
    ])
  })
})

describe("the filter", () => {
  it("looks at id, numbers, agent and serial", () => {
    const one = recording([file("call", [A])])
    for (const text of ["7", "+1650", "1001", "aaaa", "  "])
      expect(matchesText(one, text)).toBe(true)
    expect(matchesText(one, "2A02")).toBe(false)
  })
})

function recording(
  mediaFiles: MediaFileMetadata[],
  eventHistory: RecordingMetadata["eventHistory"] = [],
): RecordingMetadata {
  return {
    id: ID,
    callerPhoneNumber: "+16505550100",
    dialedPhoneNumber: "+18005550199",
    startTime: "2026-12-01T10:00:00.000Z",
    stopTime: "2026-12-01T10:00:30.000Z",
    mediaFiles,
    eventHistory,
  }
}

function file(kind: "call" | "screen" | "mux", certificates: readonly string[]): MediaFileMetadata {
  const recipients = certificates.map((certificateSha256) => ({
    issuer: "CN=CA",
    serialNumber: certificateSha256.slice(0, 4).toUpperCase(),
    subject: "Interaction Recording",
    certificateSha256,
  }))
  const protection = {
    container: "pkcs7",
    envelopeProfile: "classic",
    cipher: "aes256-cbc",
    recipients,
  } as const
  return {
    parameters: { agentId: "1001" },
    receipt: { kind, protection: recipients.length === 0 ? null : protection },
  } as unknown as MediaFileMetadata
}

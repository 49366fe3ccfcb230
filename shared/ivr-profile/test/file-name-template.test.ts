import type { FileNamePart } from "@gir/contracts"
import { renderFileName } from "@gir/ivr-profile"
import { describe, expect, it } from "vitest"

const facts = {
  recordingId: "0123456789ABCDEFGHIJKLMNOPQRSTUV",
  callerPhoneNumber: "+14155550100",
  dialedPhoneNumber: "8005550199",
  agentId: "Agent 7",
  connectionId: "00870268bd5d1001",
  startTime: new Date("2026-12-01T10:15:00.250Z"),
}

const render = (parts: readonly FileNamePart[], more: Partial<typeof facts> = {}): string =>
  renderFileName({ fileNameTemplate: parts }, { ...facts, ...more })

describe("a file name", () => {
  it.each<[FileNamePart, string]>([
    ["ID", facts.recordingId],
    ["SIP Server Application Name", "SIPServer"],
    ["ANI", "+14155550100"],
    ["DNIS", "8005550199"],
    ["Date Time", "2026-12-01_10-15-00"],
    ["Call UUID", facts.recordingId],
    ["Connection ID", "00870268bd5d1001"],
    ["Agent ID", "Agent-7"],
    ["MCP Date Time", "2026-12-01_10-15-00"],
  ])("has the part %s", (part, expected) => {
    expect(render([part])).toBe(expected)
  })

  it("joins its parts in the template's order", () => {
    expect(render(["Agent ID", "ANI", "DNIS"])).toBe("Agent-7_+14155550100_8005550199")
  })

  it("leaves out what the call does not have, and is never empty", () => {
    expect(render(["ANI", "DNIS"], { callerPhoneNumber: "" })).toBe("8005550199")
    expect(render(["ANI"], { callerPhoneNumber: "" })).toBe(facts.recordingId)
    expect(render([])).toBe(facts.recordingId)
  })

  it.each(["../../etc/passwd", "..", ".hidden", "a/b\\c", "a\0b", "Łódź", "a".repeat(5_000)])(
    "cannot leave its folder, hide, or grow without end: %j",
    (agentId) => {
      const name = render(["Agent ID"], { agentId })
      expect(name).toMatch(/^[A-Za-z0-9+_-][A-Za-z0-9+._-]{0,199}$/)
    },
  )
})

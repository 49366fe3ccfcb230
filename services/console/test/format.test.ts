import { describe, expect, it } from "vitest"
import {
  formatBytes,
  formatDuration,
  formatOffset,
  formatTime,
  plural,
  shortHash,
  shortId,
} from "../src/ui/format.ts"

describe("format", () => {
  it("shows a moment in UTC, to the minute, with its Z", () => {
    expect(formatTime("2026-12-01T10:15:42.123Z")).toBe("2026-12-01 10:15 Z")
  })

  it.each([
    [-600_000, "−10 min"],
    [45_000, "+45 s"],
    [7_200_000, "+2 h"],
    [-31_536_000_000, "−365 days"],
  ])("shows a clock that is %d ms off as %s", (ms, text) => {
    expect(formatOffset(ms)).toBe(text)
  })

  it("shows a text that is no moment as it is", () => {
    expect(formatTime("soon")).toBe("soon")
  })

  it.each([
    [0, "0:00.0"],
    [59_949, "0:59.9"],
    [59_950, "1:00.0"],
    [3_600_000, "60:00.0"],
  ])("shows %d ms as %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  it("groups thousands and counts words", () => {
    expect(formatBytes(481_029)).toBe("481,029 bytes")
    expect(formatBytes(1)).toBe("1 byte")
    expect(plural(1, "recording")).toBe("1 recording")
    expect(plural(212, "recording")).toBe("212 recordings")
  })

  it("keeps both ends of a hash and of an id", () => {
    expect(shortHash(`1f3a${"0".repeat(56)}41aa`)).toBe("1f3a…41aa")
    expect(shortHash("2A01")).toBe("2A01")
    expect(shortId("0A1B2C3D0000000000000000000000E7")).toBe("0A1B…000E7")
  })
})

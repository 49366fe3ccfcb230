import { describe, expect, it } from "vitest"
import { readMediaRange } from "../src/media-range.ts"

describe("a Range header for a media file of 1,000 bytes", () => {
  it.each([
    ["bytes=0-", { from: 0, to: 1_000 }],
    ["bytes=0-0", { from: 0, to: 1 }],
    ["bytes=200-299", { from: 200, to: 300 }],
    ["bytes=900-5000", { from: 900, to: 1_000 }],
    ["bytes=-100", { from: 900, to: 1_000 }],
    ["bytes=-5000", { from: 0, to: 1_000 }],
    ["Bytes= 1-2 ", { from: 1, to: 3 }],
  ])("%s is one range", (header, range) => {
    expect(readMediaRange(header, 1_000)).toEqual(range)
  })

  it.each([undefined, "", "bytes=-", "bytes=5-2", "items=0-1", "bytes=0-1,5-6", "bytes=a-b"])(
    "%s is ignored",
    (header) => expect(readMediaRange(header, 1_000)).toBe("whole"),
  )

  it.each(["bytes=1000-", "bytes=1000-1001", "bytes=-0"])("%s cannot be satisfied", (header) => {
    expect(readMediaRange(header, 1_000)).toBe("unsatisfiable")
  })

  it("cannot be satisfied on an empty file", () => {
    expect(readMediaRange("bytes=0-", 0)).toBe("unsatisfiable")
    expect(readMediaRange("bytes=-5", 0)).toBe("unsatisfiable")
  })
})

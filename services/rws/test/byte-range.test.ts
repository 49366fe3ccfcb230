import { describe, expect, it } from "vitest"
import { readByteRange } from "../src/media/byte-range.ts"

describe("a Range header for ten bytes", () => {
  it.each([
    ["bytes=0-3", 0, 4],
    ["bytes=4-", 4, 10],
    ["bytes=-3", 7, 10],
    ["bytes=-30", 0, 10],
    ["bytes=9-9", 9, 10],
    ["bytes=5-99", 5, 10],
    ["BYTES=1-2", 1, 3],
  ])("%s asks for %i to %i", (header, from, to) => {
    expect(readByteRange(header, 10)).toEqual({ kind: "part", from, to })
  })

  it.each(["bytes=10-", "bytes=10-12", "bytes=-0"])("%s cannot be satisfied", (header) => {
    expect(readByteRange(header, 10)).toEqual({ kind: "unsatisfiable" })
  })

  it.each([
    undefined,
    "",
    "bytes=",
    "bytes=-",
    "bytes=3-1",
    "bytes=0-1,4-5",
    "lines=1-2",
    "bytes=a-b",
  ])("%s is ignored: the whole object is sent", (header) => {
    expect(readByteRange(header, 10)).toEqual({ kind: "whole" })
  })

  it("cannot be satisfied by an empty object", () => {
    expect(readByteRange("bytes=0-", 0)).toEqual({ kind: "unsatisfiable" })
    expect(readByteRange("bytes=-1", 0)).toEqual({ kind: "unsatisfiable" })
  })
})

import { describe, expect, it } from "vitest"
import {
  deepestAt,
  foldedAtFirst,
  hasChildren,
  parentOf,
  visibleFields,
} from "../src/envelope/envelope-tree.ts"

/** ContentInfo { contentType, [0] EnvelopedData { version, recipientInfos { (unnamed) } } } */
const FIELDS = [
  field(0, 0, 40, "ContentInfo"),
  field(2, 1, 11, "contentType"),
  field(13, 1, 27, "EnvelopedData"),
  field(17, 2, 3, "version"),
  field(20, 2, 20, "recipientInfos"),
  field(22, 3, 18, null),
]

describe("the envelope's tree", () => {
  it("finds the value around a value", () => {
    expect(FIELDS.map((_, index) => parentOf(FIELDS, index))).toEqual([-1, 0, 0, 2, 2, 4])
  })

  it("knows which values hold others", () => {
    expect(FIELDS.map((_, index) => hasChildren(FIELDS, index))).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
    ])
  })

  it("hides what is inside a folded value, and nothing after it", () => {
    expect(visibleFields(FIELDS, new Set())).toEqual([0, 1, 2, 3, 4, 5])
    expect(visibleFields(FIELDS, new Set([4]))).toEqual([0, 1, 2, 3, 4])
    expect(visibleFields([...FIELDS, field(40, 1, 2, "x")], new Set([2]))).toEqual([0, 1, 2, 6])
    expect(visibleFields(FIELDS, new Set([0, 4]))).toEqual([0])
  })

  it.each([
    [0, 0],
    [1, 0],
    [2, 1],
    [12, 1],
    [13, 2],
    [19, 3],
    [39, 5],
    [40, -1],
  ])("takes byte %d for the value with index %d", (byte, index) => {
    expect(deepestAt(FIELDS, byte)).toBe(index)
  })

  it("folds at first what the RFC names no further", () => {
    expect(foldedAtFirst(FIELDS)).toEqual(new Set([4]))
  })
})

function field(offset: number, depth: number, ...[totalBytes, name]: [number, string | null]) {
  return { offset, depth, totalBytes, name }
}

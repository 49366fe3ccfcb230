import { describe, expect, it } from "vitest"
import {
  callBook,
  conservationProblems,
  type Holdings,
} from "../../src/load/arithmetic/call-book.ts"

const holdings = (more: Partial<Holdings> = {}): Holdings => ({
  known: 1,
  unknown: [],
  unexpected: [],
  withoutObject: [],
  orphans: [],
  ...more,
})

/** Three calls of two seconds: one stored, one refused, one failed. */
function bookOfThree() {
  const book = callBook()
  for (const second of [0, 0, 1]) book.offer(second)
  book.end(0, { status: "stored" })
  book.end(0, { status: "refused", code: "ERR_MCP_NO_USABLE_RECIPIENT" })
  book.end(1, { status: "failed", code: "ERR_STORAGE_FULL" })
  return book
}

describe("conservationProblems", () => {
  it("finds none when every call ended once and the database agrees", () => {
    expect(conservationProblems(bookOfThree(), holdings())).toEqual([])
  })

  it("finds the call that never ended, in its second and in total", () => {
    const book = bookOfThree()
    book.offer(2)
    expect(conservationProblems(book, holdings())).toEqual([
      "offered 4, but 3 ended",
      "second 2: offered 1, but 0 ended",
    ])
  })

  it("finds a call in the wrong second although the totals agree", () => {
    const book = callBook()
    book.offer(0)
    book.end(1, { status: "stored" })
    expect(conservationProblems(book, holdings())).toHaveLength(2)
  })

  it.each([
    ["a call that the database lost", { known: 0, unknown: ["0A"] }],
    ["a call that is there and was not acknowledged", { known: 2, unexpected: ["0B"] }],
  ])("finds %s", (_what, more) => {
    expect(conservationProblems(bookOfThree(), holdings(more))).toHaveLength(2)
  })

  it.each([
    ["a receipt without its object", { withoutObject: ["0A-call"] }],
    ["an object without a receipt", { orphans: ["2026/0A.wav.p7m"] }],
  ])("finds %s", (_what, more) => {
    expect(conservationProblems(bookOfThree(), holdings(more))).toHaveLength(1)
  })
})

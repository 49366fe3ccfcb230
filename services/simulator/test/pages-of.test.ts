import { describe, expect, it } from "vitest"
import { pagesOf } from "../src/playback/pages-of.ts"

async function* count(to: number, taken: number[] = []): AsyncGenerator<number> {
  for (let number = 1; number <= to; number += 1) {
    taken.push(number)
    yield number
  }
}

/** Array.fromAsync, which Node 20 does not have. */
async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

describe("pages of what comes one by one", () => {
  it.each([
    [0, []],
    [2, [[1, 2]]],
    [4, [[1, 2, 3], [4]]],
    [
      6,
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
  ])("hold all of %i, in order", async (total, pages) => {
    expect(await collect(pagesOf(count(total), 3))).toEqual(pages)
  })

  it("are not fetched before they are asked for", async () => {
    const taken: number[] = []
    const first = await pagesOf(count(9, taken), 3).next()
    expect([first.value, taken]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ])
  })
})

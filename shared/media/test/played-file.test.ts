import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { playFilePart } from "../src/played-file.ts"

/** More than is held of all files together. */
const TOO_LARGE_BYTES = 67_108_865

describe("a file that calls play", () => {
  let folder: string
  let path: string
  const play = (byteCount = 90) =>
    playFilePart({ path, from: 10, byteCount, chunks: { firstBytes: 20, bytes: 35 } })
  const firstOf = async (blocks: AsyncGenerator<Uint8Array>): Promise<Uint8Array> => {
    const { value } = (await blocks.next()) as { value: Uint8Array }
    return value
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "played-file-"))
    path = join(folder, "call")
    await writeFile(
      path,
      Uint8Array.from({ length: 120 }, (_, index) => index),
    )
  })
  afterEach(() => rm(folder, { recursive: true }))

  it("is given out in the sizes that were asked for", async () => {
    const blocks: unknown[] = []
    for await (const block of play()) blocks.push([block[0], block.length])
    expect(blocks).toEqual([
      [10, 20],
      [30, 35],
      [65, 35],
    ])
  })

  it("is in memory once for all of them, and no longer than one of them plays it", async () => {
    const [one, another] = [play(), play()]
    const { buffer } = await firstOf(one)
    expect((await firstOf(another)).buffer === buffer).toBe(true)
    await one.return(undefined)
    const third = play()
    expect((await firstOf(third)).buffer === buffer).toBe(true)
    await third.return(undefined)
    await another.return(undefined)
    const later = play()
    expect((await firstOf(later)).buffer === buffer).toBe(false)
    await later.return(undefined)
  })

  it("is read again when it is another one now", async () => {
    const before = play()
    expect((await firstOf(before))[0]).toBe(10)
    await writeFile(path, new Uint8Array(121).fill(7))
    const after = play()
    expect((await firstOf(after))[0]).toBe(7)
    await Promise.all([before.return(undefined), after.return(undefined)])
  })

  it("is read from disk when it is too large to be held", async () => {
    await truncate(path, TOO_LARGE_BYTES)
    const [one, another] = [play(), play()]
    const [first, second] = [await firstOf(one), await firstOf(another)]
    expect(first).toEqual(second)
    expect(first.buffer === second.buffer).toBe(false)
    expect(first.buffer.byteLength).toBe(20)
    await Promise.all([one.return(undefined), another.return(undefined)])
  })

  it("is refused when it is shorter than its header said, or gone", async () => {
    await expect(play(111).next()).rejects.toMatchObject({ code: "ERR_MEDIA_CUT" })
    await rm(path)
    await expect(play().next()).rejects.toMatchObject({ code: "ERR_MEDIA_FILE_NOT_FOUND" })
  })
})

import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { describe, expect, it } from "vitest"
import { exactLength, firstByte } from "../src/exact-length.ts"

const bytes = (...sizes: number[]): Readable =>
  Readable.from(
    sizes.map((size) => Buffer.alloc(size, 7)),
    { objectMode: false },
  )

const mismatch = expect.objectContaining({ code: "ERR_RCS_LENGTH_MISMATCH" }) as Error

describe("content of a promised length", () => {
  it("passes unchanged when it keeps the promise, also when it is empty", async () => {
    expect(await buffer(exactLength(bytes(3, 4), 7))).toEqual(Buffer.alloc(7, 7))
    expect(await buffer(exactLength(bytes(), 0))).toEqual(Buffer.alloc(0))
  })

  it("fails when it is shorter or longer", async () => {
    await expect(buffer(exactLength(bytes(3), 4))).rejects.toThrow(mismatch)
    await expect(buffer(exactLength(bytes(3, 2), 4))).rejects.toThrow(mismatch)
  })

  it("stops its source at once, also one that is waiting for bytes", async () => {
    const stalled = new Readable({ read: () => {} })
    const content = exactLength(stalled, 10)
    const closed = new Promise((resolve) => stalled.once("close", resolve))
    content.destroy()
    await closed
    expect(stalled.destroyed).toBe(true)
  })
})

describe("waiting for the first byte", () => {
  it("leaves the whole content to read", async () => {
    const content = exactLength(bytes(3, 4), 7)
    await firstByte(content)
    expect(await buffer(content)).toHaveLength(7)
  })

  it("throws what the source failed with before its first byte", async () => {
    const failing = new Readable({ read: () => failing.destroy(new Error("no first byte")) })
    await expect(firstByte(exactLength(failing, 7))).rejects.toThrow("no first byte")
  })

  it("ends at the end of an empty content, and when the content is destroyed", async () => {
    await firstByte(exactLength(bytes(), 0))
    const stalled = new Readable({ read: () => {} })
    const waiting = firstByte(stalled)
    stalled.destroy()
    await waiting
    expect(stalled.destroyed).toBe(true)
  })
})

import { Readable } from "node:stream"
import type { CiphertextSource } from "@gir/cms"
import { describe, expect, it } from "vitest"
import { openEnvelope, verifiedContent } from "../src/index.ts"
import { digestsOf, keyHolding, read, seal, sourceOf } from "./build-envelope.ts"

const SEGMENT = 1000
const bytes = Buffer.from(Array.from({ length: 4500 }, (_, index) => index & 0xff))
const segments = digestsOf(bytes, SEGMENT)
const digestError = expect.objectContaining({ code: "ERR_CMS_SEGMENT_DIGEST" })

/** What comes out before the stream fails, and how it fails. */
async function collect(stream: Readable): Promise<{ released: Buffer; error: unknown }> {
  const released: Buffer[] = []
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) released.push(chunk)
    return { released: Buffer.concat(released), error: null }
  } catch (error) {
    return { released: Buffer.concat(released), error }
  }
}

describe("verified bytes", () => {
  it("come through unchanged, whole or in part", async () => {
    expect(await read(verifiedContent(sourceOf(bytes), segments))).toEqual(bytes)
    for (const [from, to] of [
      [0, 1],
      [999, 1001],
      [1000, 2000],
      [10, 4490],
      [4499, 4500],
    ] as const) {
      const part = verifiedContent(sourceOf(bytes), segments, { from, to })
      expect(await read(part)).toEqual(bytes.subarray(from, to))
    }
  })

  it("are read in whole segments, and no others", async () => {
    const source = sourceOf(bytes)
    await read(verifiedContent(source, segments, { from: 1500, to: 2500 }))
    expect(source.reads).toEqual([[1000, 3000]])
  })

  it("end before the changed segment, which is named", async () => {
    for (const position of [2000, 2345, 2999]) {
      const changed = Buffer.from(bytes)
      changed[position]! ^= 1
      const { released, error } = await collect(verifiedContent(sourceOf(changed), segments))
      expect(released).toEqual(bytes.subarray(0, 2000))
      expect(error).toMatchObject({
        code: "ERR_CMS_SEGMENT_DIGEST",
        message: "segment 2, bytes 2000 to 2999, is not what was written",
        fields: { segment: 2, from: 2000, to: 2999 },
      })
    }
  })

  it.each([
    ["a stored object that is shorter", sourceOf(bytes.subarray(1)), segments],
    ["a stored object that is longer", sourceOf(Buffer.concat([bytes, bytes])), segments],
    [
      "a digest that is missing",
      sourceOf(bytes),
      { ...segments, digests: segments.digests.slice(1) },
    ],
    [
      "digests in another order",
      sourceOf(bytes),
      { ...segments, digests: segments.digests.toReversed() },
    ],
    [
      "a digest that is no digest",
      sourceOf(bytes),
      { ...segments, digests: [...segments.digests.slice(1), "zz"] },
    ],
    ["segments of no length", sourceOf(bytes), { ...segments, segmentBytes: 0 }],
    ["segments too large to hold", sourceOf(bytes), { ...segments, segmentBytes: 2 ** 30 }],
  ])("are not given for %s", async (_name, source, digests) => {
    const { released, error } = await collect(verifiedContent(source, digests))
    expect(released).toHaveLength(0)
    expect(error).toEqual(digestError)
  })
})

describe("a source that misbehaves", () => {
  const failing = (read: CiphertextSource["read"]): CiphertextSource => ({ totalBytes: 4500, read })

  it("passes its own error on", async () => {
    const source = failing(async () =>
      Readable.from([Buffer.alloc(10), Promise.reject(new Error("disk"))]),
    )
    const { released, error } = await collect(verifiedContent(source, segments))
    expect(released).toHaveLength(0)
    expect(error).toMatchObject({ message: "disk" })
  })

  it("is noticed when it ends early", async () => {
    const source = failing(async () =>
      Readable.from([bytes.subarray(0, 1500)], { objectMode: false }),
    )
    const { released, error } = await collect(verifiedContent(source, segments))
    expect(released).toEqual(bytes.subarray(0, 1000))
    expect(error).toMatchObject({ message: "the source ended 3000 bytes early" })
  })

  it("may give more than was asked for", async () => {
    const source = failing(async (from) =>
      Readable.from([bytes.subarray(from)], { objectMode: false }),
    )
    expect(await read(verifiedContent(source, segments, { from: 10, to: 20 }))).toEqual(
      bytes.subarray(10, 20),
    )
  })

  it("is let go at once when the reader leaves, also while it stalls", async () => {
    const stalled = new Readable({ read: () => undefined })
    const sealed = seal(Buffer.alloc(5_000_000))
    const whole = sourceOf(sealed.bytes)
    let reads = 0
    const source: CiphertextSource = {
      totalBytes: whole.totalBytes,
      // Header and end come; the content stalls.
      read: async (from, to) => (++reads <= 4 ? whole.read(from, to) : stalled),
    }
    const keys = [keyHolding(sealed.cek)]
    const opened = await openEnvelope(source, { keys, segments: sealed.segments, policy: "strict" })
    await opened.contentBytes()
    reads = 4
    const content = opened.content()
    content.resume()
    setImmediate(() => content.destroy())
    await new Promise((resolve) => stalled.once("close", resolve))
    expect(stalled.destroyed).toBe(true)
  })

  it("is let go when the reader left while it was being opened", async () => {
    const stalled = new Readable({ read: () => undefined })
    const closed = new Promise((resolve) => stalled.once("close", resolve))
    const source = failing(async () => {
      content.destroy()
      return stalled
    })
    const content = verifiedContent(source, segments)
    content.resume()
    await closed
    expect(stalled.destroyed).toBe(true)
  })
})

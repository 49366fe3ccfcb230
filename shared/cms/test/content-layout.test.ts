import { describe, expect, it } from "vitest"
import { encodeHeader, encodeOctetString } from "@gir/asn1"
import {
  contentOctets,
  defineByteSource,
  positionOf,
  type ByteSource,
  type ContentLayout,
} from "../src/index.ts"
import { walkContent } from "../src/walk-content.ts"

const octets = Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * 7) & 0xff))

/** `[0]` of indefinite length, cut as the lengths say, the last of which repeats. */
function constructed(...lengths: readonly number[]): Buffer {
  const parts: Uint8Array[] = [encodeHeader(0xa0, "indefinite")]
  for (let at = 0, index = 0; at < octets.length; index += 1) {
    const length = lengths[Math.min(index, lengths.length - 1)]!
    parts.push(encodeOctetString(octets.subarray(at, at + length)))
    at += length
  }
  return Buffer.concat([...parts, Buffer.alloc(2), Buffer.from("behind")])
}

function sourceOf(bytes: Buffer, chunkBytes: number): ByteSource {
  return defineByteSource(bytes.length, async function* (from, to) {
    for (let at = from; at < to; at += chunkBytes) {
      yield [bytes.subarray(at, Math.min(at + chunkBytes, to))]
    }
  })
}

const POSITION = { offset: 0, headerBytes: 2, isConstructed: true, contentBytes: null }

async function collect(
  source: ByteSource,
  layout: ContentLayout,
  range: [number, number],
): Promise<Buffer> {
  const parts: Uint8Array[] = []
  const stretch = { from: range[0], to: range[1] }
  for await (const batch of contentOctets(source, layout, stretch)) parts.push(...batch)
  return Buffer.concat(parts)
}

describe("content in pieces", () => {
  it.each([[1000], [1], [100], [300], [128, 127], [1, 2, 3, 4, 50], [999, 1], [250, 500]])(
    "is found and read, cut as %j",
    async (...lengths) => {
      const bytes = constructed(...lengths)
      for (const chunkBytes of [1, 3, 100, 5000]) {
        const source = sourceOf(bytes, chunkBytes)
        const layout = await walkContent(source, POSITION)
        expect(layout).toMatchObject({ contentBytes: 1000, end: bytes.length - "behind".length })
        for (const range of [
          [0, 1000],
          [0, 1],
          [1, 2],
          [99, 101],
          [127, 600],
          [999, 1000],
          [5, 5],
        ] as [number, number][]) {
          expect(await collect(source, layout, range)).toEqual(octets.subarray(...range))
        }
      }
    },
  )

  it("costs one run when the pieces are equal, and two with a shorter last one", async () => {
    const runsOf = async (length: number) =>
      (await walkContent(sourceOf(constructed(length), 64), POSITION)).runs.map(
        ({ count }) => count,
      )
    expect(await runsOf(100)).toEqual([10])
    expect(await runsOf(300)).toEqual([3, 1])
  })

  it("is addressed by arithmetic", async () => {
    const layout = await walkContent(sourceOf(constructed(100), 64), POSITION)
    expect([0, 99, 100, 999].map((octet) => positionOf(layout, octet))).toEqual([4, 103, 106, 1021])
  })

  it("is refused when a piece is not as long as the layout says", async () => {
    const bytes = constructed(100)
    const layout = await walkContent(sourceOf(bytes, 64), POSITION)
    bytes[2 + 3 * 102 + 1] = 99
    const work = collect(sourceOf(bytes, 64), layout, [0, 1000])
    await expect(work).rejects.toThrow("a piece of the content is not as long as the others")
  })
})

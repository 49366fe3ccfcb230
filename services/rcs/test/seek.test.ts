import { randomBytes } from "node:crypto"
import { beforeAll, describe, expect, it } from "vitest"
import { openMedia } from "../src/open-media.ts"
import { largeRecording } from "./large-recording.ts"
import { issue, type TestPair } from "./pki.ts"
import { startRcs, store, upload, uploadOf } from "./rcs-harness.ts"

const GIB = 1_073_741_824
const SEGMENT_BYTES = 1_048_576

let pair: TestPair
beforeAll(async () => {
  pair = await issue()
})

describe("a recording of 1 GiB", () => {
  it.each([0, 0.1, 0.5, 0.9, 0.999_999])(
    "gives its first byte at %d of its length after reading no more than three segments",
    async (part) => {
      const rcs = await startRcs()
      await upload(rcs.app, uploadOf(pair))
      const template = store(rcs.rws, randomBytes(16), [pair])
      const large = largeRecording(GIB, { recipient: pair, template })
      const { recordings, plaintextBytes } = large
      const media = await openMedia(template.mediaId, "player", { ...rcs.parts, recordings })
      const from = Math.max(16, Math.floor(plaintextBytes * part))
      const content = media.content({ from, to: plaintextBytes })
      const [first] = await firstBytes(content)
      expect(first).toBe(large.byteAt(from))
      expect(large.readBytes()).toBeLessThanOrEqual(3 * SEGMENT_BYTES)
      media.close()
    },
  )
})

async function firstBytes(content: AsyncIterable<Buffer>): Promise<Buffer> {
  for await (const chunk of content) return chunk
  throw new Error("there was no byte")
}

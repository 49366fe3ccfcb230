import { randomBytes } from "node:crypto"
import { Readable } from "node:stream"
import type { MediaReceipt } from "@gir/contracts"
import { isGirError } from "@gir/errors"
import { beforeAll, describe, expect, it } from "vitest"
import { openMedia } from "../src/open-media.ts"
import type { RecordingsClient } from "../src/recordings-client.ts"
import { envelopedData, segmentDigests } from "./envelope.ts"
import { issue, type TestPair } from "./pki.ts"
import { playbackHeader, startRcs, store, upload, uploadOf, type Rcs } from "./rcs-harness.ts"

const POSITIONS = 2_000
const AT_ONCE = 20
const SEGMENT_BYTES = 512
const CONTENT_BYTES = 6_000

let pair: TestPair
beforeAll(async () => {
  pair = await issue()
})

interface Stored {
  readonly receipt: MediaReceipt
  readonly plaintext: Buffer
  readonly stored: Buffer
}

async function rcsWithRecording(): Promise<{ rcs: Rcs } & Stored> {
  const rcs = await startRcs()
  await upload(rcs.app, uploadOf(pair))
  const plaintext = randomBytes(CONTENT_BYTES)
  const template = store(rcs.rws, plaintext, [pair])
  const stored = envelopedData(plaintext, [pair.certificate])
  const segments = segmentDigests(stored, SEGMENT_BYTES)
  const receipt = { ...template, segments, storedBytes: stored.length }
  rcs.rws.media.set(receipt.mediaId, { receipt, stored })
  return { rcs, receipt, plaintext, stored }
}

/** RWS with a Storage Destination that somebody has had their hands on. */
function recordingsOf(receipt: MediaReceipt, stored: Buffer): RecordingsClient {
  return {
    receipt: async () => receipt,
    census: async () => ({ groups: [], recipients: [], clear: 0 }),
    storedBytes: () => ({
      totalBytes: stored.length,
      read: async (from, to) => Readable.from([stored.subarray(from, to)]),
    }),
  }
}

describe("a recording that was tampered with", () => {
  it(`delivers no tampered byte, at any of ${POSITIONS} positions`, async () => {
    const { rcs, receipt, plaintext, stored } = await rcsWithRecording()
    // CBC: the clear bytes of a segment end where its last whole block ends.
    const contentAt = stored.length - (Math.floor(CONTENT_BYTES / 16) + 1) * 16
    const tamperWith = async (index: number): Promise<void> => {
      const position = Math.floor((index * stored.length) / POSITIONS)
      const changed = Buffer.from(stored)
      changed[position]! ^= 1 << (index % 8)
      const deps = { ...rcs.parts, recordings: recordingsOf(receipt, changed) }
      const delivered: Buffer[] = []
      const code = await play(receipt.mediaId, deps, delivered)
      const received = Buffer.concat(delivered)
      const segmentAt = Math.floor(position / SEGMENT_BYTES) * SEGMENT_BYTES
      expect({ position, code }).toEqual({ position, code: "ERR_CMS_SEGMENT_DIGEST" })
      expect(received.length).toBeLessThanOrEqual(Math.max(0, segmentAt - contentAt))
      expect(received.equals(plaintext.subarray(0, received.length))).toBe(true)
    }
    // Some at once: each waits for its thread more than that it works.
    for (let index = 0; index < POSITIONS; index += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, more) => tamperWith(index + more)))
    }
  })

  it("is one coded problem document over HTTP, wherever it is", async () => {
    const { rcs, receipt, stored } = await rcsWithRecording()
    const headers = await playbackHeader(rcs.app, receipt.mediaId)
    const url = `/rcs/media/${receipt.mediaId}`
    for (const position of [0, 300, 600, 700]) {
      const changed = Buffer.from(stored)
      changed[position]! ^= 1
      rcs.rws.media.set(receipt.mediaId, { receipt, stored: changed })
      const range = `bytes=0-${SEGMENT_BYTES}`
      const answer = await rcs.app.inject({ url, headers: { ...headers, range } })
      expect(answer.headers["content-type"]).toContain("application/problem+json")
      expect(answer.json()).toMatchObject({ code: "ERR_CMS_SEGMENT_DIGEST" })
    }
  })
})

/** @returns the code that it ended with; `played` when it did not fail. */
async function play(
  mediaId: string,
  deps: Parameters<typeof openMedia>[2],
  delivered: Buffer[],
): Promise<string> {
  try {
    const media = await openMedia(mediaId, "player", deps)
    for await (const chunk of media.content()) delivered.push(Buffer.from(chunk as Buffer))
    return "played"
  } catch (error) {
    return isGirError(error) ? error.code : "no code"
  }
}

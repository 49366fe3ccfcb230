import { describe, expect, it } from "vitest"
import { looksLikeMp3, type Mp3Facts, Mp3Walker } from "../src/mp3-walker.ts"

/** MPEG 1 Layer III at 44.1 kHz, stereo: 1152 samples; rate index 5 is 64 and 9 is 128 kbit/s. */
const FRAME_BYTES = { 5: 208, 9: 417 } as const

function frame(rateIndex: 5 | 9, name = "", nameAt = 36): Buffer {
  const bytes = Buffer.alloc(FRAME_BYTES[rateIndex])
  bytes.set([0xff, 0xfb, rateIndex << 4, 0x00])
  bytes.write(name, nameAt, "latin1")
  return bytes
}

function walk(parts: readonly Buffer[], pieceBytes = 1_000): Mp3Facts | null {
  const bytes = Buffer.concat(parts)
  const walker = new Mp3Walker()
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    walker.push(bytes.subarray(at, at + pieceBytes))
  }
  return walker.end()
}

const id3v1 = Buffer.concat([Buffer.from("TAG"), Buffer.alloc(125)])
const id3v2 = Buffer.concat([
  Buffer.from("ID3\u0003\0\0\0\0\u0001\0", "latin1"),
  Buffer.alloc(128, 0xff),
])

describe("the walker", () => {
  it.each([1, 7, 208, 5_000])("sees every frame in pieces of %i bytes", (pieceBytes) => {
    const facts = walk([id3v2, frame(5), frame(5), frame(5), id3v1], pieceBytes)
    expect(facts).toMatchObject({
      frameCount: 3,
      isConstantBitRate: true,
      sampleRate: 44_100,
      channels: 2,
      strayBytes: 0,
      missingBytes: 0,
      hasXingFrame: false,
    })
    expect(facts?.durationMs).toBeCloseTo((3 * 1_152_000) / 44_100, 2)
    expect(facts?.bitRateKbps).toBeCloseTo(64, 0)
  })

  it.each(["Xing", "Info", "VBRI"])("does not take the %s frame for sound", (name) => {
    const facts = walk([frame(9, name), frame(5), frame(5)])
    expect(facts).toMatchObject({ frameCount: 2, hasXingFrame: true, isConstantBitRate: true })
  })

  it("sees a variable bit rate", () => {
    expect(walk([frame(5), frame(9)])?.isConstantBitRate).toBe(false)
  })

  it("counts bytes between frames, and those that the last frame lacks", () => {
    const facts = walk([frame(5), Buffer.alloc(10), frame(5), frame(5).subarray(0, 200)])
    expect(facts).toMatchObject({ frameCount: 2, strayBytes: 10, missingBytes: 8 })
  })

  it("has nothing to say of a file without frames", () => {
    expect(walk([Buffer.from("no frames here, only text that is long enough")])).toBeNull()
    expect(walk([])).toBeNull()
  })
})

describe("looksLikeMp3", () => {
  it("wants a tag or two frames in a row", () => {
    expect(looksLikeMp3(Buffer.concat([frame(5), frame(5)]))).toBe(true)
    expect(looksLikeMp3(id3v2)).toBe(true)
    expect(looksLikeMp3(Buffer.concat([frame(5), Buffer.alloc(300)]))).toBe(false)
    expect(looksLikeMp3(Buffer.from("RIFF"))).toBe(false)
  })
})

import { createHash } from "node:crypto"
import { captureCall, fingerprintOf } from "@gir/media"
import { afterAll, describe, expect, it } from "vitest"
import {
  bytesOf,
  chunk,
  codeOf,
  fileOf,
  formatBody,
  inPieces,
  pattern,
  pcm16,
  removeFiles,
  riff,
  type WavParts,
  wav,
} from "./wav-files.ts"

afterAll(removeFiles)

const ENCODINGS: Readonly<Record<string, WavParts>> = {
  "PCM 8": { tag: 1, bits: 8 },
  "PCM 16": { tag: 1, bits: 16 },
  "PCM 24": { tag: 1, bits: 24 },
  "PCM 32": { tag: 1, bits: 32 },
  "float 32": { tag: 3, bits: 32 },
  "A-law": { tag: 6, bits: 8 },
  "mu-law": { tag: 7, bits: 8 },
}
const KEEP = { type: "audio/wav", channels: "keep", pace: "fast" } as const

const capture = (bytes: Uint8Array | string) =>
  captureCall({ source: { kind: "file", path: fileOf(bytes) }, ...KEEP })

describe.each(Object.entries(ENCODINGS))("%s", (_name, encoding) => {
  it.each([
    [1, 8_000],
    [2, 8_000],
    [2, 44_100],
    [1, 48_000],
    [4, 16_000],
  ])("keeps %i channel(s) at %i Hz bit for bit", async (channels, rate) => {
    const data = pattern(96 * 100)
    const source = wav({ ...encoding, channels, rate, data })
    const captured = await capture(source)
    const stored = await bytesOf(captured.stream)
    const header = stored.length - data.length
    expect(stored.subarray(header).equals(data)).toBe(true)
    expect(captured.plaintextBytes).toBe(stored.length)
    const before = await fingerprintOf(inPieces(source, 4_096), "audio/wav")
    const after = await fingerprintOf(inPieces(stored, 4_096), "audio/wav")
    expect(after.fingerprint).toEqual(before.fingerprint)
    expect(captured.durationMs).toBe(after.durationMs)
  })

  it("reads the extensible header as the plain one", async () => {
    const plain = await fingerprintOf(
      inPieces(wav({ ...encoding, data: pattern(960) }), 512),
      "audio/wav",
    )
    const extensible = wav({ ...encoding, isExtensible: true, data: pattern(960) })
    const read = await fingerprintOf(inPieces(extensible, 512), "audio/wav")
    expect(read.fingerprint).toEqual(plain.fingerprint)
  })
})

describe("fingerprint", () => {
  it.each([
    ["pcm16", undefined, "0100 ffff ff7f 0080"],
    ["pcm", "pcm", "00000100 0000ffff 0000ff7f 00000080"],
  ] as const)("is SHA-256 of little-endian samples: %s", async (kind, asked, hex) => {
    const source = wav({ channels: 2, data: pcm16([1, -1, 32_767, -32_768]) })
    const samples = Buffer.from(hex.replaceAll(" ", ""), "hex")
    const options = asked === undefined ? {} : { kind: asked }
    const { fingerprint, durationMs } = await fingerprintOf(
      inPieces(source, 3),
      "audio/wav",
      options,
    )
    expect(fingerprint).toEqual({
      kind,
      sha256: createHash("sha256").update(samples).digest("hex"),
      sampleCount: 2,
      channels: 2,
      sampleRate: 8_000,
      durationMs: 0.25,
    })
    expect(durationMs).toBe(0.25)
  })

  it("gives float 32 the 2^31 scale, clips it, and takes not-a-number for silence", async () => {
    const data = Buffer.alloc(20)
    ;[0.5, -1, 1, -2, Number.NaN].forEach((value, index) => data.writeFloatLE(value, index * 4))
    const expected = Buffer.alloc(20)
    ;[2 ** 30, -(2 ** 31), 2 ** 31 - 1, -(2 ** 31), 0].forEach((value, index) =>
      expected.writeInt32LE(value, index * 4),
    )
    const source = wav({ tag: 3, bits: 32, data })
    const { fingerprint } = await fingerprintOf(inPieces(source, 7), "audio/wav")
    expect(fingerprint.sha256).toBe(createHash("sha256").update(expected).digest("hex"))
  })

  it("is the same however the bytes are cut into pieces", async () => {
    const source = wav({
      bits: 24,
      channels: 2,
      data: pattern(600),
      between: [chunk("LIST", pattern(5))],
    })
    const whole = await fingerprintOf(inPieces(source, source.length), "audio/wav")
    for (const size of [1, 2, 5, 6, 7, 43, 44, 45]) {
      const pieces = await fingerprintOf(inPieces(source, size), "audio/wav")
      expect(pieces).toEqual(whole)
    }
  })

  it("counts bytes for mp4", async () => {
    const { fingerprint, durationMs } = await fingerprintOf(inPieces(pattern(100), 9), "video/mp4")
    const sha256 = createHash("sha256").update(pattern(100)).digest("hex")
    expect(fingerprint).toEqual({ kind: "bytes", sha256, byteCount: 100 })
    expect(durationMs).toBeNull()
  })

  it("fails with ERR_MEDIA_CUT when the playback of a WAV ends early", async () => {
    const cut = wav().subarray(0, 600)
    expect(await codeOf(() => fingerprintOf(inPieces(cut, 100), "audio/wav"))).toBe("ERR_MEDIA_CUT")
  })
})

describe("canonical WAV", () => {
  it("drops other chunks and trailing bytes, odd ones with their pad byte", async () => {
    const data = pcm16([1, 2, 3])
    const source = wav({
      data,
      before: [chunk("JUNK", pattern(27))],
      between: [chunk("LIST", pattern(33))],
      after: [chunk("id3 ", pattern(11)), pattern(3)],
    })
    const stored = await bytesOf((await capture(source)).stream)
    expect(stored.equals(wav({ data }))).toBe(true)
  })

  it("ends an odd number of bytes with a pad byte and counts it", async () => {
    const captured = await capture(wav({ tag: 7, bits: 8, data: pattern(9) }))
    const stored = await bytesOf(captured.stream)
    expect(stored.length).toBe(58 + 9 + 1)
    expect(captured.plaintextBytes).toBe(stored.length)
    expect(stored.readUInt32LE(4)).toBe(stored.length - 8)
    expect(stored.toString("latin1", 38, 42)).toBe("fact")
  })
})

const dataFirst = riff([chunk("data", pattern(10)), chunk("fmt ", formatBody({}))])
const BAD_FILES: readonly (readonly [name: string, bytes: Buffer | string, code: string])[] = [
  ["an empty file", "", "ERR_MEDIA_EMPTY"],
  ["a text named .wav", "This is a shopping list.\n", "ERR_MEDIA_UNKNOWN_FORMAT"],
  ["an ffconcat script", "ffconcat version 1.0\nfile /etc/passwd\n", "ERR_MEDIA_UNKNOWN_FORMAT"],
  ["another RIFF file", Buffer.from("RIFF\u0004\0\0\0AVI LIST"), "ERR_MEDIA_UNKNOWN_FORMAT"],
  ["data cut by one byte", wav().subarray(0, -1), "ERR_MEDIA_CUT"],
  ["a cut header", wav().subarray(0, 20), "ERR_MEDIA_CUT"],
  ["a cut RIFF header", wav().subarray(0, 6), "ERR_MEDIA_CUT"],
  ["data of size 0", wav({ data: Buffer.alloc(0) }), "ERR_MEDIA_EMPTY"],
  ["no data chunk", riff([chunk("fmt ", formatBody({}))]), "ERR_MEDIA_MALFORMED"],
  ["data before fmt", dataFirst, "ERR_MEDIA_MALFORMED"],
  ["zero channels", wav({ channels: 0 }), "ERR_MEDIA_MALFORMED"],
  ["a sample rate of zero", wav({ rate: 0 }), "ERR_MEDIA_MALFORMED"],
  ["a length of a pipe", wav({ dataBytes: 0xffff_ffff }), "ERR_MEDIA_MALFORMED"],
  ["half a frame at the end", wav({ channels: 2, data: pattern(6) }), "ERR_MEDIA_MALFORMED"],
  ["a format chunk of 8 bytes", riff([chunk("fmt ", pattern(8))]), "ERR_MEDIA_MALFORMED"],
  ["ADPCM", wav({ tag: 17, bits: 4, channels: 2 }), "ERR_MEDIA_UNSUPPORTED"],
  ["GSM 6.10", wav({ tag: 49, bits: 8 }), "ERR_MEDIA_UNSUPPORTED"],
  ["float 64", wav({ tag: 3, bits: 64 }), "ERR_MEDIA_UNSUPPORTED"],
  ["a rate of 1 MHz", wav({ rate: 1_000_000 }), "ERR_MEDIA_UNSUPPORTED"],
  ["RF64", riff([chunk("ds64", pattern(28))], "RF64"), "ERR_MEDIA_UNSUPPORTED"],
]

describe("a bad file", () => {
  it.each(BAD_FILES)("%s is one coded error with a next step", async (_name, bytes, code) => {
    const failure: unknown = await capture(bytes).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code, next: expect.stringMatching(/\w+/) as unknown })
  })

  it("that does not exist, or is a folder, is named", async () => {
    const from = (path: string) => captureCall({ source: { kind: "file", path }, ...KEEP })
    expect(await codeOf(() => from("/nowhere/call.wav"))).toBe("ERR_MEDIA_FILE_NOT_FOUND")
    expect(await codeOf(() => from("/tmp"))).toBe("ERR_MEDIA_FILE_UNREADABLE")
  })
})

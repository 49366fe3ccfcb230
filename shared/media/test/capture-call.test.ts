import { readFileSync } from "node:fs"
import {
  builtInCallPath,
  captureCall,
  type CaptureCallOptions,
  fingerprintOf,
  type Pacer,
} from "@gir/media"
import { afterAll, describe, expect, it } from "vitest"
import {
  bytesOf,
  codeOf,
  fileOf,
  pattern,
  pcm16,
  removeFiles,
  samplesOf,
  tone,
  wav,
} from "./wav-files.ts"

afterAll(removeFiles)

const PLAIN = { type: "audio/wav", channels: "keep", pace: "fast" } as const
const BUILT_IN = { kind: "built-in" } as const

const captureBytes = (bytes: Buffer, options: Partial<CaptureCallOptions> = {}) =>
  captureCall({ ...PLAIN, ...options, source: { kind: "file", path: fileOf(bytes) } })

async function mp3Of(options: Partial<CaptureCallOptions> = {}): Promise<Buffer> {
  const captured = await captureCall({ ...PLAIN, source: BUILT_IN, ...options, type: "audio/mp3" })
  return bytesOf(captured.stream)
}

describe("the built-in call", () => {
  it("is thirty seconds of two-channel mu-law speech at 8 kHz under 600 KB", async () => {
    const captured = await captureCall({ ...PLAIN, source: BUILT_IN })
    const { fingerprint } = await fingerprintOf(captured.stream, "audio/wav")
    expect(fingerprint).toMatchObject({ sampleCount: 240_000, channels: 2, sampleRate: 8_000 })
    expect(captured.durationMs).toBe(30_000)
    const bytes = readFileSync(builtInCallPath())
    expect(bytes.length).toBeLessThan(600_000)
    expect(bytes.readUInt16LE(20)).toBe(7)
  })

  it("has an agent on the left and a customer on the right who take turns", async () => {
    const captured = await captureCall({ ...PLAIN, source: BUILT_IN })
    const bytes = (await bytesOf(captured.stream)).subarray(58)
    const isSpoken = (code: number) => (~code & 0x7f) > 0x28
    const seconds = Array.from({ length: 30 }, (_, second) => {
      const part = bytes.subarray(second * 16_000, (second + 1) * 16_000)
      const left = part.filter((code, index) => index % 2 === 0 && isSpoken(code)).length
      const right = part.filter((code, index) => index % 2 === 1 && isSpoken(code)).length
      return { left, right }
    })
    expect(seconds.some(({ left, right }) => left > 1_000 && right === 0)).toBe(true)
    expect(seconds.some(({ left, right }) => right > 1_000 && left === 0)).toBe(true)
  })
})

describe("mixing", () => {
  it("adds two channels to one and clips", async () => {
    const data = pcm16([100, 20, -5, 5, 30_000, 30_000, -30_000, -30_000])
    const captured = await captureBytes(wav({ channels: 2, data }), { channels: "mix" })
    const stored = await bytesOf(captured.stream)
    expect(stored.readUInt16LE(22)).toBe(1)
    expect(samplesOf(stored)).toEqual([120, 0, 32_767, -32_768])
    expect(captured.plaintextBytes).toBe(stored.length)
  })

  it("writes mixed mu-law as mu-law", async () => {
    const silenceAndSpeech = Buffer.from([0xff, 0x10, 0xff, 0x90])
    const source = wav({ tag: 7, bits: 8, channels: 2, data: silenceAndSpeech })
    const captured = await captureBytes(source, { channels: "mix" })
    expect([...(await bytesOf(captured.stream)).subarray(58)]).toEqual([0x10, 0x90])
  })

  it("leaves one channel as it is, bit for bit", async () => {
    const captured = await captureBytes(wav({ tag: 6, bits: 8, data: pattern(64) }), {
      channels: "mix",
    })
    expect((await bytesOf(captured.stream)).subarray(58).equals(pattern(64))).toBe(true)
  })
})

describe("the alert tone", () => {
  const silence = wav({ data: Buffer.alloc(2 * 8_000 * 4) })
  const beep = wav({ data: pcm16([1_000, -1_000, 500]) })

  it("is heard at the start and once per interval, raised to 1500 ms", async () => {
    const alertTone = { path: fileOf(beep, "beep.wav"), intervalMs: 10 }
    const samples = samplesOf(await bytesOf((await captureBytes(silence, { alertTone })).stream))
    const heard = samples.flatMap((sample, at) => (sample === 0 ? [] : [at]))
    expect(heard).toEqual([0, 1, 2, 12_000, 12_001, 12_002, 24_000, 24_001, 24_002])
    expect(samples.slice(12_000, 12_003)).toEqual([1_000, -1_000, 500])
  })

  it("is heard every 30 s when the profile names no interval", async () => {
    const data = Buffer.alloc(2 * 8_000 * 31)
    const alertTone = { path: fileOf(beep, "beep.wav") }
    const captured = await captureBytes(wav({ data }), { alertTone })
    const samples = samplesOf(await bytesOf(captured.stream))
    expect(samples.findIndex((sample, at) => at > 2 && sample !== 0)).toBe(240_000)
  })

  it("goes into every channel, over the speech, and clips", async () => {
    const data = pcm16([32_000, 5, 32_000, 5])
    const alertTone = { path: fileOf(beep, "beep.wav") }
    const captured = await captureBytes(wav({ channels: 2, data }), { alertTone })
    expect(samplesOf(await bytesOf(captured.stream))).toEqual([32_767, 1_005, 31_000, -995])
  })

  it("keeps its pitch when its sample rate is another", async () => {
    const high = wav({ rate: 44_100, data: tone({ hertz: 400, rate: 44_100, seconds: 1 }) })
    const alertTone = { path: fileOf(high, "beep.wav") }
    const samples = samplesOf(await bytesOf((await captureBytes(silence, { alertTone })).stream))
    const expected = samplesOf(wav({ data: tone({ hertz: 400, rate: 8_000, seconds: 1 }) }))
    const errors = expected.map((sample, at) => Math.abs(sample - (samples[at] ?? 0)))
    expect(Math.max(...errors)).toBeLessThan(8_000 * 0.02)
  })

  it("that cannot be read has a code of its own", async () => {
    const alertTone = { path: fileOf("no tone", "beep.wav") }
    expect(await codeOf(() => captureBytes(silence, { alertTone }))).toBe("ERR_MEDIA_ALERT_TONE")
  })
})

describe("real time", () => {
  it("releases speech when it has been spoken, and never waits twice for the same time", async () => {
    let nowMs = 0
    const waits: number[] = []
    const pacer: Pacer = {
      nowMs: () => nowMs,
      wait: (ms) => {
        waits.push(ms)
        nowMs += ms
        return Promise.resolve()
      },
    }
    const source = wav({ data: Buffer.alloc(24 * 8_000, 7) })
    const stored = await bytesOf((await captureBytes(source, { pace: "real-time", pacer })).stream)
    expect(stored.equals(source)).toBe(true)
    expect(nowMs).toBeCloseTo(12_000)
    // The first block is as long as it happens to be, and the last one what is left.
    expect(waits).toHaveLength(7)
    expect(waits[0]).toBeLessThanOrEqual(2_000)
    for (const ms of waits.slice(1, -1)) expect(ms).toBeCloseTo(2_000)
  })

  it("of calls that begin together is not due together", async () => {
    const firstWaits: number[] = []
    for (let call = 0; call < 50; call += 1) {
      const waits: number[] = []
      const wait = (ms: number): Promise<void> => {
        waits.push(ms)
        return Promise.resolve()
      }
      const source = wav({ data: Buffer.alloc(4 * 8_000) })
      const options = { pace: "real-time", pacer: { nowMs: () => 0, wait } } as const
      await bytesOf((await captureBytes(source, options)).stream)
      firstWaits.push(waits[0] ?? 0)
    }
    // One in each tenth of the longest block, at least.
    expect(new Set(firstWaits.map((ms) => Math.min(Math.floor(ms / 200), 9))).size).toBe(10)
  })

  it("does not wait when the reader was slower than the speaker", async () => {
    let nowMs = 0
    const pacer: Pacer = {
      nowMs: () => (nowMs += 10_000),
      wait: () => Promise.reject(new Error("there was time enough")),
    }
    const source = wav({ data: Buffer.alloc(2 * 8_000) })
    const stored = await bytesOf((await captureBytes(source, { pace: "real-time", pacer })).stream)
    expect(stored.equals(source)).toBe(true)
  })
})

describe("mp3", () => {
  it.each([16, 32] as const)("is written at %i kbit/s", async (mp3BitRateKbps) => {
    const captured = await captureCall({
      ...PLAIN,
      source: BUILT_IN,
      type: "audio/mp3",
      mp3BitRateKbps,
    })
    const { durationMs, fingerprint, bytes } = await fingerprintOf(captured.stream, "audio/mp3")
    expect(fingerprint.kind).toBe("bytes")
    expect(captured.durationMs).toBe(30_000)
    expect((durationMs ?? 0) - 30_000).toBeLessThan(150)
    expect((bytes * 8) / (durationMs ?? 1)).toBeCloseTo(mp3BitRateKbps, 0)
  })

  it.each([44_100, 48_000])("brings %i Hz down to speech", async (rate) => {
    const source = wav({
      rate,
      channels: 2,
      data: tone({ hertz: 300, rate: rate * 2, seconds: 2 }),
    })
    const captured = await captureBytes(source, { type: "audio/mp3", mp3BitRateKbps: 16 })
    const { durationMs, bytes } = await fingerprintOf(captured.stream, "audio/mp3")
    expect(durationMs).toBeGreaterThanOrEqual(2_000)
    expect((bytes * 8) / (durationMs ?? 1)).toBeCloseTo(16, 0)
  })

  it("stays as it is, tags and all, when its bit rate fits the profile", async () => {
    const source = Buffer.concat([Buffer.from("ID3\u0004\0\0\0\0\0\u0004tags"), await mp3Of()])
    const captured = await captureBytes(source, { type: "audio/mp3", mp3BitRateKbps: 32 })
    expect((await bytesOf(captured.stream)).equals(source)).toBe(true)
    expect(captured.plaintextBytes).toBe(source.length)
  })

  it("is encoded again when its bit rate is above the profile's, or it must be mixed", async () => {
    const source = await mp3Of({ mp3BitRateKbps: 32 })
    const lower = await captureBytes(source, { type: "audio/mp3", mp3BitRateKbps: 16 })
    const lowerBytes = await bytesOf(lower.stream)
    expect(lowerBytes.length).toBeLessThan(source.length * 0.6)
    const mixed = await captureBytes(source, { type: "audio/mp3", channels: "mix" })
    expect((await bytesOf(mixed.stream)).equals(source)).toBe(false)
  })

  it("becomes 16-bit PCM of known length when the profile asks for WAV", async () => {
    const captured = await captureBytes(await mp3Of())
    const stored = await bytesOf(captured.stream)
    expect(stored.length).toBe(captured.plaintextBytes)
    expect(stored.readUInt16LE(34)).toBe(16)
    expect(Math.abs(captured.durationMs - 30_000)).toBeLessThan(150)
  })

  it("that is cut in a frame, or is mostly something else, is refused", async () => {
    const source = await mp3Of()
    expect(await codeOf(() => captureBytes(source.subarray(0, -5)))).toBe("ERR_MEDIA_CUT")
    const spoilt = Buffer.concat([source.subarray(0, 4_032), Buffer.alloc(100_000)])
    expect(await codeOf(() => captureBytes(spoilt))).toBe("ERR_MEDIA_DAMAGED")
    const onlyTags = Buffer.from("ID3\u0004\0\0\0\0\0\u0004tags")
    expect(await codeOf(() => captureBytes(onlyTags))).toBe("ERR_MEDIA_EMPTY")
  })
})

it("refuses sound that would not fit in a WAV file", async () => {
  const { canonicalWavHeader } = await import("../src/wav-header.ts")
  const { wavFormat } = await import("../src/wav-format.ts")
  const write = () => Promise.resolve(canonicalWavHeader(wavFormat("pcm16", 2, 48_000), 2 ** 30))
  expect(await codeOf(async () => write())).toBe("ERR_MEDIA_TOO_LONG")
})

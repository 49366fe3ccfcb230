import { describe, expect, it } from "vitest"
import { readWav } from "../src/signature/read-wav.ts"
import { entropyOf, lag1Of, soundFactsOf } from "../src/signature/sound-facts.ts"

/** A tone of 440 Hz at 8 kHz. */
const TONE = Int16Array.from({ length: 8_000 }, (_, index) =>
  Math.round(12_000 * Math.sin((2 * Math.PI * 440 * index) / 8_000)),
)

describe("entropy and lag-1", () => {
  it("are those of the textbook where these can be told by hand", () => {
    expect(entropyOf(Uint8Array.of(7, 7, 7, 7))).toBe(0)
    expect(entropyOf(Uint8Array.of(0, 1, 2, 3))).toBe(2)
    expect(entropyOf(Uint8Array.from({ length: 256 }, (_, value) => value))).toBe(8)
    expect(entropyOf(new Uint8Array())).toBe(0)
    expect(lag1Of(Int16Array.of(5, 5, 5))).toBe(0)
    expect(lag1Of(Int16Array.of(1, -1, 1, -1))).toBe(-0.75)
    expect(lag1Of(Int16Array.of(1, -1, 1, -1), 2)).toBe(0.5)
  })

  it("tell a tone from noise", () => {
    const bytes = new Uint8Array(TONE.buffer)
    const { lag1, entropy } = soundFactsOf({ bytes, samples: TONE, channels: 1 })
    expect(lag1).toBeCloseTo(Math.cos((2 * Math.PI * 440) / 8_000), 2)
    expect(entropy).toBeLessThan(7.9)
  })
})

describe("a WAV", () => {
  it("gives its samples, whatever chunks stand before them", () => {
    const wav = wavOf([chunk("LIST", Buffer.from("odd")), format(1, 16), chunk("data", TONE)])
    const bytes = new Uint8Array(TONE.buffer)
    expect(readWav(wav)).toEqual({ channels: 1, sampleRate: 8_000, samples: TONE, bytes })
  })

  it("of a telephone is read by G.711's own values", () => {
    const codes = Buffer.of(0x00, 0x7f, 0x80, 0xff, 0x55, 0xd5)
    const muLaw = readWav(wavOf([format(7, 8), chunk("data", codes)]))
    expect([...(muLaw?.samples ?? [])]).toEqual([-32_124, 0, 32_124, 0, -716, 716])
    const aLaw = readWav(wavOf([format(6, 8), chunk("data", codes)]))
    expect([...(aLaw?.samples ?? [])]).toEqual([-5_504, -848, 5_504, 848, -8, 8])
  })

  it("of any other encoding is left to the browser, and so is no WAV", () => {
    expect(readWav(wavOf([format(1, 24), chunk("data", TONE)]))).toBeNull()
    expect(readWav(wavOf([chunk("data", TONE)]))).toBeNull()
    expect(readWav(new TextEncoder().encode("ID3 and so on, an mp3").buffer)).toBeNull()
    expect(readWav(new ArrayBuffer(0))).toBeNull()
  })
})

function wavOf(chunks: readonly Buffer[]): ArrayBuffer {
  const bytes = Buffer.concat([Buffer.from("RIFF____WAVE"), ...chunks])
  return Uint8Array.from(bytes).buffer
}

function chunk(name: string, content: Buffer | Int16Array): Buffer {
  const body = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(body.length)
  return Buffer.concat([Buffer.from(name), length, body, Buffer.alloc(body.length % 2)])
}

function format(tag: number, bits: number): Buffer {
  const body = Buffer.alloc(16)
  body.writeUInt16LE(tag, 0)
  body.writeUInt16LE(1, 2)
  body.writeUInt32LE(8_000, 4)
  body.writeUInt16LE(bits, 14)
  return chunk("fmt ", body)
}

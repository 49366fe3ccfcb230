import { createCipheriv } from "node:crypto"
import { describe, expect, it } from "vitest"
import { allForms, encryptEcb } from "../src/noise/ciphers.ts"
import { autocorrelation, spectrogram, transform } from "../src/noise/fourier.ts"
import { blocksOf, pausesOf, SAFE_DECIBELS, safeGain } from "../src/noise/measures.ts"
import { entropyOf } from "../src/signature/sound-facts.ts"

/** Alternating speech and silence, by a small generator: the same each time. */
function sound(length: number): Float32Array {
  let state = 7
  return Float32Array.from({ length }, (_, index) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return 0.4 * Math.sin(index / 5) + (0.2 * state) / 2 ** 31
  })
}

describe("the Fourier transform", () => {
  it("is that of the definition", () => {
    const samples = sound(32)
    const real = Float64Array.from(samples)
    const imaginary = new Float64Array(32)
    transform(real, imaginary)
    for (let pitch = 0; pitch < 32; pitch += 1) {
      const angles = Array.from(samples, (_, index) => (-2 * Math.PI * pitch * index) / 32)
      const sum = (part: (angle: number) => number): number =>
        angles.reduce((total, angle, index) => total + samples[index]! * part(angle), 0)
      expect(real[pitch]).toBeCloseTo(sum(Math.cos), 9)
      expect(imaginary[pitch]).toBeCloseTo(sum(Math.sin), 9)
    }
  })

  it("gives the autocorrelation that adding up gives", () => {
    const samples = sound(300)
    const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length
    const at = (lag: number): number =>
      samples.reduce((sum, one, index) => {
        const later = samples[index + lag]
        return later === undefined ? sum : sum + (one - mean) * (later - mean)
      }, 0)
    const found = autocorrelation(samples, 40)
    for (const lag of [0, 1, 2, 17, 40]) expect(found[lag]).toBeCloseTo(at(lag) / at(0), 6)
    expect([...autocorrelation(new Float32Array(64), 3)]).toEqual([0, 0, 0, 0])
  })

  it("draws a tone of 1000 Hz in the row of 1000 Hz, and nothing for silence", () => {
    const tone = Float32Array.from({ length: 512 }, (_, index) => Math.sin((index * Math.PI) / 4))
    const { columns, rows, values } = spectrogram(tone)
    const column = values.subarray(0, rows)
    expect(columns).toBe(3)
    expect(column.indexOf(Math.max(...column))).toBe(32)
    expect(Math.max(...spectrogram(new Float32Array(512)).values)).toBe(0)
  })
})

describe("repeated blocks", () => {
  it("are those that occur more than once, at the places where a cipher cuts", () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, index) => (index < 48 ? 255 : index))
    bytes[20] = 0
    expect(blocksOf(bytes)).toMatchObject({
      total: 4,
      repeated: 2,
      isRepeated: [true, false, true, false],
      commonest: "ff".repeat(16),
      commonestAt: [0, 2],
    })
  })

  it("show as pauses where they follow each other for 50 ms", () => {
    const bytes = Uint8Array.from({ length: 16 * 200 }, (_, index) => index * (index >> 8))
    bytes.fill(255, 16 * 100, 16 * 160)
    expect(pausesOf(blocksOf(bytes))).toEqual([{ fromMs: 100, toMs: 160 }])
  })
})

describe("the loudness", () => {
  it("is cut to what is safe, and never raised", () => {
    const loud = new Float32Array(100).fill(0.9)
    expect(20 * Math.log10(safeGain([loud]) * 0.9)).toBeCloseTo(SAFE_DECIBELS, 6)
    expect(safeGain([new Float32Array(100).fill(0.001)])).toBe(1)
    expect(safeGain([new Float32Array(100)])).toBe(1)
  })
})

describe("the forms of a sound", () => {
  const clear = Uint8Array.from({ length: 4_096 }, (_, index) =>
    index % 512 < 256 ? 255 : (index * 7 + (index >> 4)) % 256,
  )

  it("are all as long as the sound, and ECB alone repeats its blocks", async () => {
    const forms = await allForms(clear)
    const repeated = [...forms].map(([form, bytes]) => [form, blocksOf(bytes).repeated])
    const there = blocksOf(clear).repeated
    expect([...forms.values()].map(({ length }) => length)).toEqual(Array(6).fill(4_096))
    expect(Object.fromEntries(repeated)).toEqual({
      clear: there,
      substitution: there,
      ecb: there,
      cbc: 0,
      gcm: 0,
      wrongKey: 0,
    })
    expect(entropyOf(forms.get("substitution")!)).toBeCloseTo(entropyOf(clear), 9)
    expect(forms.get("substitution")).not.toEqual(clear)
  })

  it("have in ECB the blocks that AES makes alone, whatever the page's way to it", async () => {
    const key = await crypto.subtle.generateKey({ name: "AES-CBC", length: 256 }, true, ["encrypt"])

    const raw = new Uint8Array(await crypto.subtle.exportKey("raw", key))
    const ecb = createCipheriv("aes-256-ecb", raw, null).setAutoPadding(false)
    expect(Buffer.from(await encryptEcb(clear, key))).toEqual(ecb.update(clear))
  })
})

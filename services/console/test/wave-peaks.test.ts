import { describe, expect, it } from "vitest"
import { wavePeaks } from "../src/recordings/wave-peaks.ts"

describe("wavePeaks", () => {
  it("finds the lowest and the highest sample of each column", () => {
    const samples = Float32Array.from([0, 0.5, -0.25, 0.125, -1, 0.75])
    expect(wavePeaks(samples, 3)).toEqual([
      { min: 0, max: 0.5 },
      { min: -0.25, max: 0.125 },
      { min: -1, max: 0.75 },
    ])
  })

  it("leaves no sample out when the columns do not divide them", () => {
    const samples = Float32Array.from([0, 0, 0, 0, 0, 0, 1])
    expect(wavePeaks(samples, 3).at(-1)?.max).toBe(1)
  })

  it("draws silence where there are fewer samples than columns", () => {
    expect(wavePeaks(Float32Array.from([1]), 2)).toEqual([
      { min: 0, max: 0 },
      { min: 0, max: 1 },
    ])
    expect(wavePeaks(new Float32Array(), 1)).toEqual([{ min: 0, max: 0 }])
  })
})

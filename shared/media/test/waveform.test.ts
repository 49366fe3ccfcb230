import { noisePeaks, waveformPeaks } from "@gir/media"
import { describe, expect, it } from "vitest"
import { codeOf, inPieces, pcm16, wav } from "./wav-files.ts"

describe("waveformPeaks", () => {
  it("gives the lowest and highest sample of each column, over all channels", async () => {
    const data = pcm16([16_384, 0, 0, -8_192, 0, 0, 0, -32_768])
    const peaks = await waveformPeaks(inPieces(wav({ channels: 2, data }), 3), 2)
    expect(peaks).toEqual([
      { min: -0.25, max: 0.5 },
      { min: -1, max: 0 },
    ])
  })

  it("leaves columns without a sample silent", async () => {
    const peaks = await waveformPeaks(inPieces(wav({ data: pcm16([16_384]) }), 50), 3)
    expect(peaks).toEqual([
      { min: 0.5, max: 0.5 },
      { min: 0, max: 0 },
      { min: 0, max: 0 },
    ])
  })

  it("refuses a bad WAV and a bad number of columns", async () => {
    const drawn = (columns: number) => waveformPeaks(inPieces(wav(), 100), columns)
    expect(await codeOf(() => drawn(0))).toBe("ERR_BAD_REQUEST")
    const cut = inPieces(wav().subarray(0, 100), 50)
    expect(await codeOf(() => waveformPeaks(cut, 10))).toBe("ERR_MEDIA_CUT")
  })
})

it("noisePeaks draws any bytes from -1 to 1", () => {
  expect(noisePeaks(Uint8Array.from([0, 128, 255, 192]), 2)).toEqual([
    { min: -1, max: 0 },
    { min: 0.5, max: 127 / 128 },
  ])
})

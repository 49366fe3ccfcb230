import { spawnSync } from "node:child_process"
import { ffmpegPaths } from "@gir/media"
import { describe, expect, it } from "vitest"
import { A_LAW_VALUES, encodeALaw, encodeMuLaw, MU_LAW_VALUES } from "../src/g711.ts"

const CODES = Buffer.from(Array.from({ length: 256 }, (_, code) => code))
const LAWS = [
  { name: "mu-law", ffmpegFormat: "mulaw", values: MU_LAW_VALUES, encode: encodeMuLaw },
  { name: "A-law", ffmpegFormat: "alaw", values: A_LAW_VALUES, encode: encodeALaw },
]

describe.each(LAWS)("$name", ({ ffmpegFormat, values, encode }) => {
  it("decodes all 256 codes as ffmpeg does", () => {
    const input = ["-f", ffmpegFormat, "-ar", "8000", "-ac", "1", "-i", "pipe:0"]
    const parameters = ["-v", "error", ...input, "-f", "s16le", "pipe:1"]
    const { stdout } = spawnSync(ffmpegPaths().ffmpeg, parameters, { input: CODES })
    expect(stdout.length).toBe(512)
    for (const code of CODES) expect(values[code]).toBe(stdout.readInt16LE(code * 2))
  })

  it("encodes every value that a code stands for back to that value", () => {
    for (const value of values) expect(values[encode(value)]).toBe(value)
  })

  it("errs by at most half a step of the segment, and clips at the ends", () => {
    for (let sample = -32_768; sample <= 32_767; sample += 7) {
      const error = Math.abs((values[encode(sample)] ?? 0) - sample)
      expect(error).toBeLessThanOrEqual((Math.abs(sample) + 256) / 32)
    }
  })
})

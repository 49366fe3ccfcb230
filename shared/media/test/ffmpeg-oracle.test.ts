import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { captureCall, ffmpegPaths, fingerprintOf } from "@gir/media"
import { afterAll, describe, expect, it } from "vitest"
import { bytesOf, fileOf, inPieces, removeFiles } from "./wav-files.ts"

afterAll(removeFiles)

/** And how ffmpeg is to write the samples that their fingerprint is taken of. */
const CODECS = [
  ["pcm_u8", "pcm16"],
  ["pcm_s16le", "pcm16"],
  ["pcm_s24le", "pcm"],
  ["pcm_s32le", "pcm"],
  ["pcm_f32le", "pcm"],
  ["pcm_alaw", "pcm16"],
  ["pcm_mulaw", "pcm16"],
] as const
const RAW = {
  pcm16: ["-c:a", "pcm_s16le", "-f", "s16le", "pipe:1"],
  pcm: ["-c:a", "pcm_s32le", "-f", "s32le", "pipe:1"],
}
const SOUND = "sine=frequency=440:duration=1:sample_rate=22050,volume=6"

function ffmpeg(parameters: readonly string[]): Buffer {
  const options = { maxBuffer: 16_777_216 }
  const { status, stdout, stderr } = spawnSync(
    ffmpegPaths().ffmpeg,
    ["-v", "error", ...parameters],
    options,
  )
  expect(status, stderr.toString()).toBe(0)
  return stdout
}

describe.each(CODECS)("a %s file that ffmpeg wrote", (codec, kind) => {
  it("has the fingerprint of what ffmpeg itself decodes, before and after its capture", async () => {
    const path = fileOf("", "made.wav")
    const made = ["-f", "lavfi", "-i", SOUND, "-ac", "2", "-ar", "11025"]
    ffmpeg(["-y", ...made, "-metadata", "title=odd", "-c:a", codec, path])
    const decoded = ffmpeg(["-i", path, ...RAW[kind]])
    const source = await fingerprintOf(createReadStream(path), "audio/wav")
    const sha256 = createHash("sha256").update(decoded).digest("hex")
    expect(source.fingerprint).toMatchObject({ kind, sha256, sampleRate: 11_025 })
    const captured = await captureCall({
      source: { kind: "file", path },
      type: "audio/wav",
      channels: "keep",
      pace: "fast",
    })
    const stored = await bytesOf(captured.stream)
    const played = await fingerprintOf(inPieces(stored, 1_000), "audio/wav")
    expect(played.fingerprint).toEqual(source.fingerprint)
    expect(ffmpeg(["-i", fileOf(stored), ...RAW[kind]])).toEqual(decoded)
  })
})

import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { makeMp4 } from "../harness/run-ffmpeg.ts"
import { runGir } from "../harness/run-gir.ts"
import { makeSound, type SoundOptions } from "../harness/sound.ts"
import { tempFolder } from "../harness/temp-folder.ts"

interface DemoDocument {
  readonly verdict: string
  readonly counts: object
  readonly errors: readonly object[]
  readonly recordings: readonly {
    readonly mediaFiles: readonly {
      readonly kind: string
      readonly ciphertextBytes: number
      readonly recipients: readonly { readonly issuer: string; readonly serialNumber: string }[]
      readonly fingerprintBefore: object
      readonly playbacks: readonly { readonly status: string; readonly fingerprintAfter: object }[]
    }[]
  }[]
}

const CASES: readonly { readonly name: string; readonly sound: SoundOptions }[] = [
  {
    name: "a 24-bit stereo WAV of 48 kHz, and a longer MP4 of one's own",
    sound: { encoding: "pcm24", channels: 2, sampleRate: 48_000, frames: 96_000 },
  },
  {
    name: "a mono A-law WAV of 8 kHz",
    sound: { encoding: "alaw", channels: 1, sampleRate: 8_000, frames: 16_000, hasOddChunks: true },
  },
]

describe.each(CASES)("gir demo --audio with $name", ({ name, sound }) => {
  it("holds 97 of 97, and every playback equals the file", async () => {
    const folder = await tempFolder()
    try {
      const { wav, fingerprint } = makeSound(sound)
      await writeFile(join(folder.path, "call.wav"), wav)
      const screen = name.includes("MP4") ? ["--screen", "screen.mp4"] : []
      if (screen.length > 0) await makeMp4(join(folder.path, "screen.mp4"), 5)
      const run = await runGir(["demo", "--json", "--audio", "call.wav", ...screen], {
        folder: folder.path,
      })
      const facts = JSON.parse(run.stdout) as DemoDocument
      expect(facts.errors).toEqual([])
      expect(run.exitCode).toBe(0)
      expect(facts.counts).toMatchObject({ expectations: 97, held: 97 })
      const calls = facts.recordings.flatMap((one) => one.mediaFiles).filter(isCall)
      expect(calls).toHaveLength(10)
      for (const call of calls) {
        expect(call.fingerprintBefore).toEqual(fingerprint)
        expect(call.ciphertextBytes).toBeGreaterThan(wav.length / 2)
        expect(call.recipients[0]?.serialNumber).toMatch(/^2A0[12]$/)
        expect(call.recipients[0]?.issuer).toContain("CN=Interaction Recording CA")
        const plays = call.playbacks.filter((playback) => playback.status === "plays")
        expect(plays.length).toBeGreaterThan(0)
        for (const { fingerprintAfter } of plays) expect(fingerprintAfter).toEqual(fingerprint)
      }
    } finally {
      await folder.remove()
    }
  })
})

function isCall({ kind }: { readonly kind: string }): boolean {
  return kind === "call"
}

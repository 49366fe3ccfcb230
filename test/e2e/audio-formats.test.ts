import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { probeMedia } from "@gir/media"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { makeMp4, runFfmpeg } from "../harness/run-ffmpeg.ts"
import {
  bytesFingerprint,
  ENCODINGS,
  makeSound,
  pcmFingerprint,
  type SoundOptions,
} from "../harness/sound.ts"
import { tempFolder } from "../harness/temp-folder.ts"
import { receiptOf, reference, startWorld, type World } from "../harness/world.ts"

const SAMPLE_RATES = [8_000, 11_025, 16_000, 22_050, 44_100, 48_000]

/** Odd numbers of frames, so that one-byte samples leave a data chunk of odd length. */
const MATRIX: readonly SoundOptions[] = SAMPLE_RATES.flatMap((sampleRate, rateIndex) =>
  [1, 2].flatMap((channels) =>
    ENCODINGS.map((encoding, index) => ({
      encoding,
      channels,
      sampleRate,
      frames: Math.floor(sampleRate / 8) * 2 + 1,
      seed: rateIndex * 100 + channels * 10 + index,
      isExtensible: (rateIndex + channels + index) % 2 === 0,
      hasOddChunks: (rateIndex + index) % 3 === 0,
    })),
  ),
)

function describeSound({ encoding, channels, sampleRate }: SoundOptions): string {
  return `${encoding}, ${channels} channels, ${sampleRate} Hz`
}

let world: World
let folder: { path: string; remove: () => Promise<void> }
let certificate: string
let files = 0

beforeAll(async () => {
  folder = await tempFolder()
  world = await startWorld()
  const issued = await world.issue("Interaction Recording A")
  certificate = issued.certificatePem
  const administrator = await world.peers.logIn()
  await administrator.upload({ certificate, privateKey: issued.privateKeyPem })
  await administrator.assignScreenCertificates([issued.certificate.sha256])
})

afterAll(async () => {
  await world.close()
  await folder.remove()
})

async function fileOf(bytes: Uint8Array, name: string): Promise<string> {
  files += 1
  const path = join(folder.path, `${files}-${name}`)
  await writeFile(path, bytes)
  return path
}

async function recordFile(
  path: string,
  options: { readonly ivrProfileDbid: number; readonly channels?: "keep" | "mix" },
): Promise<string> {
  const { recordingId, call } = await world.record({ ...options, audio: { kind: "file", path } })
  reference(call)
  return recordingId
}

describe.each(["classic", "modern"] as const)("a WAV call under the %s envelope", (profile) => {
  it(`plays as it was, in ${MATRIX.length} encodings, rates and channel counts`, async () => {
    const ivrProfileDbid = await world.newProfile({
      envelopeProfile: profile,
      certificates: [certificate],
    })
    const played = await Promise.all(
      MATRIX.map(async (options) => {
        const { wav, fingerprint } = makeSound(options)
        const path = await fileOf(wav, `${options.encoding}.wav`)
        const recordingId = await recordFile(path, { ivrProfileDbid })
        const playback = await world.play(recordingId)
        const { protection } = await receiptOf(world.peers, recordingId)
        return { options, fingerprint, playback, protection }
      }),
    )
    for (const { options, fingerprint, playback, protection } of played) {
      const name = describeSound(options)
      expect(playback.fingerprint, name).toEqual(fingerprint)
      expect(playback.openedBy, name).not.toBeNull()
      expect(protection?.envelopeProfile, name).toBe(profile)
    }
    expect(played).toHaveLength(84)
  })
})

describe("a call whose channels are mixed", () => {
  it.each(["pcm8", "pcm16", "pcm24", "pcm32"] as const)(
    "is the clipped sum of both, %s",
    async (encoding) => {
      const options = { encoding, channels: 2, sampleRate: 8_000, frames: 4_001, seed: 7 }
      const { wav, samples } = makeSound(options)
      const ivrProfileDbid = await world.newProfile({ certificates: [certificate] })
      const path = await fileOf(wav, "stereo.wav")
      const recordingId = await recordFile(path, { ivrProfileDbid, channels: "mix" })
      const mixed = Int32Array.from({ length: options.frames }, (_, frame) =>
        largest(encoding, (samples[frame * 2] ?? 0) + (samples[frame * 2 + 1] ?? 0)),
      )
      const expected = pcmFingerprint(mixed, { channels: 1, sampleRate: 8_000, encoding })
      expect((await world.play(recordingId)).fingerprint).toEqual(expected)
    },
  )
})

const BITS = { pcm8: 8, pcm16: 16, pcm24: 24, pcm32: 32 } as const

/** A sum clips at the largest value that the encoding can hold. */
function largest(encoding: keyof typeof BITS, sum: number): number {
  const step = 2 ** (32 - BITS[encoding])
  return Math.max(-(2 ** 31), Math.min(2 ** 31 - step, sum))
}

describe("a call that is recorded as mp3", () => {
  it.each([16, 32] as const)(
    "has the profile's bit rate, %i kbit/s, and plays to the byte",
    async (kbps) => {
      const sound = makeSound({
        encoding: "pcm16",
        channels: 2,
        sampleRate: 44_100,
        frames: 132_300,
      })
      const ivrProfileDbid = await world.newProfile({
        mimeType: "audio/mp3",
        mp3BitRateKbps: kbps,
        certificates: [certificate],
      })
      const recordingId = await recordFile(await fileOf(sound.wav, "call.wav"), { ivrProfileDbid })
      const receipt = await receiptOf(world.peers, recordingId)
      const clear = await world.clearMedia(receipt.mediaId)
      expect(receipt.type).toBe("audio/mp3")
      expect(receipt.fileName).toMatch(/\.mp3$/)
      expect(receipt.fingerprint).toEqual(bytesFingerprint(clear))
      expect(await world.play(recordingId)).toMatchObject({ status: "plays" })
      const { durationMs, streams } = await probeMedia({ path: await fileOf(clear, "played.mp3") })
      expect(streams).toMatchObject([{ codecType: "audio", codecName: "mp3" }])
      expect(Math.abs((clear.length * 8) / durationMs - kbps)).toBeLessThan(1)
      expect(Math.abs(durationMs - 3_000)).toBeLessThan(200)
    },
  )

  it("stays the given mp3 when its bit rate is within the profile's", async () => {
    const path = join(folder.path, "given.mp3")
    await runFfmpeg([
      "-f",
      "lavfi",
      "-i",
      "sine=frequency=440:sample_rate=16000:duration=2",
      "-c:a",
      "libmp3lame",
      "-b:a",
      "16k",
      path,
    ])
    const ivrProfileDbid = await world.newProfile({
      mimeType: "audio/mp3",
      certificates: [certificate],
    })
    const recordingId = await recordFile(path, { ivrProfileDbid })
    const original = bytesFingerprint(await readFile(path))
    expect((await world.play(recordingId)).fingerprint).toEqual(original)
  })

  it("is decoded to the samples that ffmpeg decodes when the profile records WAV", async () => {
    const path = join(folder.path, "stereo.mp3")
    await runFfmpeg([
      "-f",
      "lavfi",
      "-i",
      "aevalsrc=sin(900*t)|sin(1300*t):s=22050:d=2",
      "-c:a",
      "libmp3lame",
      "-b:a",
      "64k",
      path,
    ])
    const ivrProfileDbid = await world.newProfile({ certificates: [certificate] })
    const recordingId = await recordFile(path, { ivrProfileDbid })
    const raw = await runFfmpeg(
      ["-f", "mp3", "-i", "pipe:0", "-f", "s16le", "pipe:1"],
      await readFile(path),
    )
    const samples = Int32Array.from(
      { length: raw.length / 2 },
      (_, index) => raw.readInt16LE(index * 2) * 2 ** 16,
    )
    const expected = pcmFingerprint(samples, { channels: 2, sampleRate: 22_050 })
    expect((await world.play(recordingId)).fingerprint).toEqual(expected)
  })
})

describe("a given MP4 screen", () => {
  it("stays as it is to the byte, and is muxed with the call", async () => {
    const path = join(folder.path, "screen.mp4")
    await makeMp4(path, 2)
    const { wav } = makeSound({ encoding: "pcm16", channels: 2, sampleRate: 8_000, frames: 16_000 })
    const ivrProfileDbid = await world.newProfile({ certificates: [certificate] })
    const { recordingId, mux } = await world.record({
      ivrProfileDbid,
      audio: { kind: "file", path: await fileOf(wav, "call.wav") },
      screen: { source: { kind: "file", path }, durationMs: 2_000 },
    })
    const original = await readFile(path)
    expect((await world.clearMedia(`${recordingId}-screen`)).equals(original)).toBe(true)
    expect(await world.play(recordingId, "screen")).toMatchObject({
      status: "plays",
      fingerprint: bytesFingerprint(original),
    })
    expect(mux).toEqual({ status: "muxed" })
  })
})

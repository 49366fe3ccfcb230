import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Fingerprint } from "@gir/contracts"
import { fingerprintOf } from "@gir/media"
import { Readable } from "node:stream"
import { pcm16Wav } from "./wav-file.ts"

const SAMPLE_RATE = 8_000
const CHANNELS = 2
const CANARY_AT = 20_000

/** A call of its own sound, so that one recording can never pass for another. */
export interface CallAudio {
  readonly path: string
  readonly durationMs: number
  readonly fingerprint: Fingerprint
}

/**
 * Writes a WAV whose tone depends on `number`.
 *
 * @param canary bytes put in the middle of the samples: where they turn up, plaintext leaked.
 */
export async function writeCallAudio(options: {
  readonly folder: string
  readonly name: string
  readonly number: number
  readonly durationMs: number
  readonly canary?: Uint8Array
}): Promise<CallAudio> {
  const { folder, name, number, durationMs, canary } = options
  const length = (SAMPLE_RATE * CHANNELS * durationMs) / 1_000
  const samples = Int16Array.from({ length }, (_, i) =>
    Math.round(800 * Math.sin(i / (7 + number / 50))),
  )
  if (canary !== undefined) Buffer.from(samples.buffer).set(canary, CANARY_AT)
  const wav = pcm16Wav(samples, { channels: CHANNELS, sampleRate: SAMPLE_RATE })
  const path = join(folder, name)
  await writeFile(path, wav)
  const { fingerprint } = await fingerprintOf(Readable.from([wav]), "audio/wav")
  return { path, durationMs, fingerprint }
}

import { GirError } from "@gir/errors"
import { mixToOne } from "./mix-channels.ts"
import { openWavFile, type PcmSource } from "./pcm-source.ts"
import { clip, decodeSamples } from "./samples.ts"

/** A tone that is heard at the start of a call and then once per interval. */
export interface AlertTone {
  /** One channel, left-aligned in 32 bits, at the sample rate of the call. */
  readonly samples: Int32Array
  readonly intervalFrames: number
}

/** Where the tone lies and how often it is heard. */
export interface AlertToneOptions {
  readonly path: string
  readonly intervalMs?: number
}

/** The shortest interval of the real Media Control Platform; smaller values are raised to it. */
export const MIN_ALERT_TONE_INTERVAL_MS = 1_500
/** The interval when the profile names none. */
export const DEFAULT_ALERT_TONE_INTERVAL_MS = 30_000
const MAX_TONE_SECONDS = 60

/**
 * Reads the tone, mixes it to one channel and brings it to the sample rate of the call.
 *
 * @throws ERR_MEDIA_ALERT_TONE whatever is wrong with the file; its own error is the cause.
 */
export async function loadAlertTone(
  options: AlertToneOptions,
  sampleRate: number,
): Promise<AlertTone> {
  const asked = options.intervalMs ?? DEFAULT_ALERT_TONE_INTERVAL_MS
  const intervalMs = Math.max(asked, MIN_ALERT_TONE_INTERVAL_MS)
  const intervalFrames = Math.round((intervalMs * sampleRate) / 1_000)
  try {
    const source = await openWavFile(options.path)
    const samples = await readTone(source)
    return { samples: resample(samples, source.format.sampleRate, sampleRate), intervalFrames }
  } catch (error) {
    const why = error instanceof Error ? error.message : "it cannot be read"
    throw new GirError("ERR_MEDIA_ALERT_TONE", `the alert tone cannot be used: ${why}`, {
      cause: error,
    })
  }
}

async function readTone(source: PcmSource): Promise<Int32Array> {
  const { format, frameCount } = source
  if (frameCount > format.sampleRate * MAX_TONE_SECONDS) {
    throw new GirError("ERR_MEDIA_TOO_LONG", `a tone lasts at most ${MAX_TONE_SECONDS} s`)
  }
  const samples = new Int32Array(frameCount)
  let at = 0
  for await (const frames of source.frames()) {
    const mixed = mixToOne(decodeSamples(format, frames), format.channels)
    samples.set(mixed, at)
    at += mixed.length
  }
  return samples
}

/**
 * Straight lines between samples. A tone is a beep far below half of any sample rate used here, so
 * no filter is needed against mirrored frequencies.
 */
export function resample(samples: Int32Array, fromRate: number, toRate: number): Int32Array {
  if (fromRate === toRate) return samples
  const resampled = new Int32Array(Math.round((samples.length * toRate) / fromRate))
  for (let index = 0; index < resampled.length; index += 1) {
    const position = (index * fromRate) / toRate
    const left = Math.floor(position)
    const before = samples[left] ?? 0
    const after = samples[left + 1] ?? before
    resampled[index] = clip(Math.round(before + (after - before) * (position - left)))
  }
  return resampled
}

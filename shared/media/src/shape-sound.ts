import type { AlertTone } from "./alert-tone.ts"
import { mixToOne } from "./mix-channels.ts"
import type { PcmSource, SoundStream } from "./pcm-source.ts"
import { clip, decodeSamples, encodeSamples } from "./samples.ts"
import { type WavFormat, wavFormat } from "./wav-format.ts"

/** What is done to the sound of a call before it is stored. */
export interface SoundShape {
  readonly channels: "keep" | "mix"
  /** Already at the sample rate of the sound. */
  readonly alertTone: AlertTone | null
}

/** As {@link shapeFrames}, for sound whose length is known. */
export function shapeSound(source: PcmSource, shape: SoundShape): PcmSource {
  return { ...shapeFrames(source, shape), frameCount: source.frameCount }
}

/**
 * Mixes the channels to one and puts the alert tone in, in the linear domain, and writes the result
 * in the encoding of the source.
 *
 * @returns the source itself when nothing is to be done: its samples then stay bit for bit.
 */
export function shapeFrames(source: SoundStream, shape: SoundShape): SoundStream {
  const isMixed = shape.channels === "mix" && source.format.channels > 1
  if (!isMixed && shape.alertTone === null) return source
  const { encoding, sampleRate, channels } = source.format
  const format = wavFormat(encoding, isMixed ? 1 : channels, sampleRate)
  return {
    format,
    frames: () => shapedFrames(source, { format, alertTone: shape.alertTone }),
  }
}

interface Target {
  readonly format: WavFormat
  readonly alertTone: AlertTone | null
}

async function* shapedFrames(source: SoundStream, target: Target): AsyncGenerator<Uint8Array> {
  let firstFrame = 0
  for await (const frames of source.frames()) {
    const samples = decodeSamples(source.format, frames)
    const isMixed = target.format.channels < source.format.channels
    const shaped = isMixed ? mixToOne(samples, source.format.channels) : samples
    if (target.alertTone !== null) {
      addTone(shaped, { tone: target.alertTone, channels: target.format.channels, firstFrame })
    }
    firstFrame += frames.length / source.format.bytesPerFrame
    yield encodeSamples(target.format, shaped)
  }
}

interface TonePlace {
  readonly tone: AlertTone
  readonly channels: number
  /** Number of the first frame of this piece in the whole call. */
  readonly firstFrame: number
}

/** All parties hear the tone: it goes into every channel. */
function addTone(samples: Int32Array, place: TonePlace): void {
  const { tone, channels, firstFrame } = place
  for (let index = 0; index < samples.length; index += 1) {
    const frame = firstFrame + Math.floor(index / channels)
    const toneSample = tone.samples[frame % tone.intervalFrames]
    if (toneSample !== undefined) samples[index] = clip((samples[index] ?? 0) + toneSample)
  }
}

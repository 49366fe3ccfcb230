import { A_LAW_VALUES, encodeALaw, encodeMuLaw, MU_LAW_VALUES } from "./g711.ts"
import { decodePcm16 } from "./pcm16-decoder.ts"
import type { SampleEncoding, WavFormat } from "./wav-format.ts"

const MAX_SAMPLE = 0x7fff_ffff
const MIN_SAMPLE = -0x8000_0000
const SCALE = 0x8000_0000

type Decode = (view: DataView, sampleCount: number) => Int32Array
type Encode = (view: DataView, index: number, sample: number) => void

const DECODERS: Readonly<Record<Exclude<SampleEncoding, "pcm16">, Decode>> = {
  pcm8: (view, count) => fill(count, (index) => (view.getUint8(index) - 128) << 24),
  pcm24: (view, count) =>
    fill(
      count,
      (index) => (view.getUint16(index * 3, true) << 8) | (view.getInt8(index * 3 + 2) << 24),
    ),
  pcm32: (view, count) => fill(count, (index) => view.getInt32(index * 4, true)),
  float32: (view, count) => fill(count, (index) => fromFloat(view.getFloat32(index * 4, true))),
  alaw: (view, count) => fill(count, (index) => (A_LAW_VALUES[view.getUint8(index)] ?? 0) << 16),
  mulaw: (view, count) => fill(count, (index) => (MU_LAW_VALUES[view.getUint8(index)] ?? 0) << 16),
}

const ENCODERS: Readonly<Record<SampleEncoding, Encode>> = {
  pcm8: (view, index, sample) => view.setUint8(index, (sample >> 24) + 128),
  pcm16: (view, index, sample) => view.setInt16(index * 2, sample >> 16, true),
  pcm24: (view, index, sample) => {
    view.setUint16(index * 3, (sample >> 8) & 0xffff, true)
    view.setInt8(index * 3 + 2, sample >> 24)
  },
  pcm32: (view, index, sample) => view.setInt32(index * 4, sample, true),
  float32: (view, index, sample) => view.setFloat32(index * 4, sample / SCALE, true),
  alaw: (view, index, sample) => view.setUint8(index, encodeALaw(sample >> 16)),
  mulaw: (view, index, sample) => view.setUint8(index, encodeMuLaw(sample >> 16)),
}

/** @returns the samples of whole frames, interleaved, left-aligned in 32 bits. */
export function decodeSamples(format: WavFormat, frames: Uint8Array): Int32Array {
  if (format.encoding === "pcm16") return decodePcm16(format, frames)
  const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength)
  const sampleCount = (frames.length / format.bytesPerFrame) * format.channels
  return DECODERS[format.encoding](view, sampleCount)
}

/** The inverse of {@link decodeSamples}; what does not fit in the encoding is rounded away. */
export function encodeSamples(format: WavFormat, samples: Int32Array): Uint8Array {
  const bytes = new Uint8Array((samples.length / format.channels) * format.bytesPerFrame)
  const view = new DataView(bytes.buffer)
  const encode = ENCODERS[format.encoding]
  samples.forEach((sample, index) => encode(view, index, sample))
  return bytes
}

/** @returns `value` within the range of 32-bit samples: loud sound clips, it never wraps. */
export function clip(value: number): number {
  return Math.max(MIN_SAMPLE, Math.min(MAX_SAMPLE, value))
}

function fill(count: number, sampleAt: (index: number) => number): Int32Array {
  const samples = new Int32Array(count)
  for (let index = 0; index < count; index += 1) samples[index] = sampleAt(index)
  return samples
}

/** Not a number is silence. */
function fromFloat(value: number): number {
  return Number.isNaN(value) ? 0 : clip(Math.round(value * SCALE))
}

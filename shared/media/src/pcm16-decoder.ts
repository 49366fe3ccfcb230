import wavDecoder from "wav-decoder"
import { canonicalWavHeader } from "./wav-header.ts"
import type { WavFormat } from "./wav-format.ts"

/**
 * Decodes 16-bit PCM with wav-decoder, a block at a time: the library reads whole files only, so
 * each block gets a canonical header. WavScanner stands in front, because the library takes cut
 * files and zero channels without a word.
 *
 * @returns interleaved samples, left-aligned in 32 bits.
 */
export function decodePcm16(format: WavFormat, frames: Uint8Array): Int32Array {
  const frameCount = frames.length / format.bytesPerFrame
  const header = canonicalWavHeader(format, frameCount)
  const file = new Uint8Array(header.length + frames.length)
  file.set(header)
  file.set(frames, header.length)
  // `symmetric` divides by 32,768 on both sides of zero, which a 32-bit float holds exactly.
  const { channelData } = wavDecoder.decode.sync(file.buffer, { symmetric: true })
  const samples = new Int32Array(frameCount * format.channels)
  channelData.forEach((values, channel) => {
    for (let frame = 0; frame < frameCount; frame += 1) {
      samples[frame * format.channels + channel] = ((values[frame] ?? 0) * 32_768) << 16
    }
  })
  return samples
}

import { GirError } from "@gir/errors"
import { ENCODINGS, type WavFormat } from "./wav-format.ts"

const PCM_TAG = 1
const MAX_RIFF_BYTES = 0xffff_ffff
/** What a program writes that cannot go back to fill in the length. */
export const UNKNOWN_LENGTH = 0xffff_ffff

/**
 * The canonical header: RIFF, `fmt `, for sound that is not PCM also `fact`, then `data`. The same
 * samples under the same header are always the same bytes.
 *
 * @throws ERR_MEDIA_TOO_LONG when the file would not fit in RIFF's 32-bit sizes.
 */
export function canonicalWavHeader(format: WavFormat, frameCount: number): Buffer {
  const entry = ENCODINGS[format.encoding]
  const isPcm = entry.formatTag === PCM_TAG
  const header = Buffer.alloc(isPcm ? 44 : 58)
  const dataBytes = frameCount * format.bytesPerFrame
  const riffBytes = header.length - 8 + dataBytes + (dataBytes % 2)
  if (riffBytes > MAX_RIFF_BYTES) {
    throw new GirError("ERR_MEDIA_TOO_LONG", `${dataBytes} bytes of sound do not fit in a WAV file`)
  }
  header.write("RIFF", 0, "latin1")
  header.writeUInt32LE(riffBytes, 4)
  header.write("WAVEfmt ", 8, "latin1")
  header.writeUInt32LE(isPcm ? 16 : 18, 16)
  header.writeUInt16LE(entry.formatTag, 20)
  header.writeUInt16LE(format.channels, 22)
  header.writeUInt32LE(format.sampleRate, 24)
  header.writeUInt32LE(format.sampleRate * format.bytesPerFrame, 28)
  header.writeUInt16LE(format.bytesPerFrame, 32)
  header.writeUInt16LE(entry.bits, 34)
  if (!isPcm) {
    header.write("fact", 38, "latin1")
    header.writeUInt32LE(4, 42)
    header.writeUInt32LE(frameCount, 46)
  }
  header.write("data", header.length - 8, "latin1")
  header.writeUInt32LE(dataBytes, header.length - 4)
  return header
}

/** @returns the length of the canonical file: header, samples, and the pad byte of an odd length. */
export function canonicalWavBytes(format: WavFormat, frameCount: number): number {
  const dataBytes = frameCount * format.bytesPerFrame
  return canonicalWavHeader(format, frameCount).length + dataBytes + (dataBytes % 2)
}

/**
 * The header of a call whose end nobody knows yet: every length says that it is unknown, as ffmpeg
 * and sox write it into a pipe. Readers take the sound up to the end of the file.
 */
export function openEndedWavHeader(format: WavFormat): Buffer {
  const header = canonicalWavHeader(format, 0)
  header.writeUInt32LE(UNKNOWN_LENGTH, 4)
  header.writeUInt32LE(UNKNOWN_LENGTH, header.length - 4)
  // The number of samples in `fact` stays 0: ffmpeg believes any other number there.
  return header
}

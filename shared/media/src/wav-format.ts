import { GirError } from "@gir/errors"

/** How one sample is written. */
export type SampleEncoding = "pcm8" | "pcm16" | "pcm24" | "pcm32" | "float32" | "alaw" | "mulaw"

/** Everything needed to read samples. */
export interface WavFormat {
  readonly encoding: SampleEncoding
  readonly channels: number
  readonly sampleRate: number
  /** One sample of every channel. */
  readonly bytesPerFrame: number
}

interface EncodingEntry {
  /** WAVE_FORMAT_… tag of the Microsoft registry: 1 PCM, 3 IEEE float, 6 A-law, 7 mu-law. */
  readonly formatTag: number
  readonly bits: number
}

/** Everything about a sample encoding, in one place. */
export const ENCODINGS: Readonly<Record<SampleEncoding, EncodingEntry>> = {
  pcm8: { formatTag: 1, bits: 8 },
  pcm16: { formatTag: 1, bits: 16 },
  pcm24: { formatTag: 1, bits: 24 },
  pcm32: { formatTag: 1, bits: 32 },
  float32: { formatTag: 3, bits: 32 },
  alaw: { formatTag: 6, bits: 8 },
  mulaw: { formatTag: 7, bits: 8 },
}

const TAG_EXTENSIBLE = 0xfffe
const EXTENSIBLE_BYTES = 40
/** The fixed part of a SubFormat GUID; the format tag stands in its first two bytes. */
const SUBFORMAT_TAIL = "000000001000800000aa00389b71"
const TAG_NAMES: Readonly<Record<number, string>> = {
  2: "Microsoft ADPCM",
  17: "IMA ADPCM",
  49: "GSM 6.10",
  85: "MP3 inside WAV",
}
const MAX_CHANNELS = 8
const MIN_SAMPLE_RATE = 4_000
const MAX_SAMPLE_RATE = 192_000

/** @returns the format with its frame size worked out. */
export function wavFormat(
  encoding: SampleEncoding,
  channels: number,
  sampleRate: number,
): WavFormat {
  return {
    encoding,
    channels,
    sampleRate,
    bytesPerFrame: (channels * ENCODINGS[encoding].bits) / 8,
  }
}

/**
 * Reads the body of a `fmt ` chunk.
 *
 * @throws ERR_MEDIA_MALFORMED when its numbers contradict each other.
 * @throws ERR_MEDIA_UNSUPPORTED for an encoding, rate or channel count that is not read.
 */
export function readFormatChunk(chunk: Uint8Array): WavFormat {
  if (chunk.length < 16) throw malformed("its format chunk is shorter than 16 bytes")
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  const channels = view.getUint16(2, true)
  const sampleRate = view.getUint32(4, true)
  const blockAlign = view.getUint16(12, true)
  const bits = view.getUint16(14, true)
  if (channels === 0) throw malformed("its header says zero channels")
  if (sampleRate === 0) throw malformed("its header says a sample rate of zero")
  const encoding = encodingOf(formatTag(chunk, view), bits)
  const format = wavFormat(encoding, channels, sampleRate)
  if (blockAlign !== format.bytesPerFrame) {
    throw malformed(`its header says ${blockAlign} bytes per frame, not ${format.bytesPerFrame}`)
  }
  if (channels > MAX_CHANNELS) throw unsupported(`it has ${channels} channels`)
  if (sampleRate < MIN_SAMPLE_RATE || sampleRate > MAX_SAMPLE_RATE) {
    throw unsupported(`its sample rate is ${sampleRate} Hz`)
  }
  return format
}

function formatTag(chunk: Uint8Array, view: DataView): number {
  const tag = view.getUint16(0, true)
  if (tag !== TAG_EXTENSIBLE) return tag
  if (chunk.length < EXTENSIBLE_BYTES) throw malformed("its extensible format chunk is too short")
  const tail = Buffer.from(chunk.subarray(26, 40)).toString("hex")
  if (tail !== SUBFORMAT_TAIL) throw unsupported("its sound has a private encoding")
  return view.getUint16(24, true)
}

function encodingOf(tag: number, bits: number): SampleEncoding {
  for (const [encoding, entry] of Object.entries(ENCODINGS)) {
    if (entry.formatTag === tag && entry.bits === bits) return encoding as SampleEncoding
  }
  const name = TAG_NAMES[tag] ?? `format ${tag}`
  throw unsupported(`its sound is encoded as ${name} with ${bits} bits`)
}

function malformed(what: string): GirError {
  return new GirError("ERR_MEDIA_MALFORMED", `this is no valid WAV file: ${what}`)
}

function unsupported(what: string): GirError {
  return new GirError("ERR_MEDIA_UNSUPPORTED", `this WAV file cannot be read: ${what}`)
}

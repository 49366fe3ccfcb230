import { createHash } from "node:crypto"
import type { Fingerprint } from "@gir/contracts"

/** How a test writes samples; it shares no line with the code under test. */
export type Encoding = "pcm8" | "pcm16" | "pcm24" | "pcm32" | "float32" | "alaw" | "mulaw"

export const ENCODINGS: readonly Encoding[] = [
  "pcm8",
  "pcm16",
  "pcm24",
  "pcm32",
  "float32",
  "alaw",
  "mulaw",
]

export interface SoundOptions {
  readonly encoding: Encoding
  readonly sampleRate: number
  readonly channels: number
  /** Samples of one channel. */
  readonly frames: number
  /** Another sound for another number. */
  readonly seed?: number
  readonly isExtensible?: boolean
  /** Puts a chunk of an odd number of bytes, and its pad byte, before and after the samples. */
  readonly hasOddChunks?: boolean
}

/** A WAV file and what it sounds like. */
export interface Sound {
  readonly wav: Buffer
  /** Interleaved, left-aligned in 32 bits. */
  readonly samples: Int32Array
  readonly fingerprint: Fingerprint
}

interface Coding {
  readonly tag: number
  readonly bytes: number
  /** The bytes of one sample, made from 32 random bits. */
  readonly write: (target: Buffer, at: number, bits: number) => void
  /** What those bytes sound like, left-aligned in 32 bits. */
  readonly read: (source: Buffer, at: number) => number
}

const CODINGS: Readonly<Record<Encoding, Coding>> = {
  pcm8: {
    tag: 1,
    bytes: 1,
    write: (target, at, bits) => target.writeUInt8(bits & 0xff, at),
    read: (source, at) => (source.readUInt8(at) - 128) * 2 ** 24,
  },
  pcm16: {
    tag: 1,
    bytes: 2,
    write: (target, at, bits) => target.writeUInt16LE(bits & 0xffff, at),
    read: (source, at) => source.readInt16LE(at) * 2 ** 16,
  },
  pcm24: {
    tag: 1,
    bytes: 3,
    write: (target, at, bits) => target.writeUIntLE(bits & 0xffffff, at, 3),
    read: (source, at) => source.readIntLE(at, 3) * 2 ** 8,
  },
  pcm32: {
    tag: 1,
    bytes: 4,
    write: (target, at, bits) => target.writeUInt32LE(bits, at),
    read: (source, at) => source.readInt32LE(at),
  },
  float32: {
    tag: 3,
    bytes: 4,
    // From -1.25 to 1.25, so that some of it clips.
    write: (target, at, bits) => target.writeFloatLE((bits / 2 ** 32) * 2.5 - 1.25, at),
    read: (source, at) => {
      const value = Math.round(source.readFloatLE(at) * 2 ** 31)
      return Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value))
    },
  },
  alaw: {
    tag: 6,
    bytes: 1,
    write: (target, at, bits) => target.writeUInt8(bits & 0xff, at),
    read: (source, at) => aLawToLinear(source.readUInt8(at)) * 2 ** 16,
  },
  mulaw: {
    tag: 7,
    bytes: 1,
    write: (target, at, bits) => target.writeUInt8(bits & 0xff, at),
    read: (source, at) => muLawToLinear(source.readUInt8(at)) * 2 ** 16,
  },
}

const WIDE: ReadonlySet<Encoding> = new Set(["pcm24", "pcm32", "float32"])

/** Makes a WAV file of noise, the same for the same options, and its fingerprint. */
export function makeSound(options: SoundOptions): Sound {
  const { encoding, channels, sampleRate, frames } = options
  const coding = CODINGS[encoding]
  const count = frames * channels
  const data = Buffer.alloc(count * coding.bytes)
  const samples = new Int32Array(count)
  const nextBits = noise(options.seed ?? 1)
  for (let index = 0; index < count; index += 1) {
    coding.write(data, index * coding.bytes, nextBits())
    samples[index] = coding.read(data, index * coding.bytes)
  }
  return {
    wav: riff(options, data),
    samples,
    fingerprint: pcmFingerprint(samples, { channels, sampleRate, encoding }),
  }
}

interface SamplesOf {
  readonly channels: number
  readonly sampleRate: number
  /** Of the file that they are in; default 16-bit PCM. */
  readonly encoding?: Encoding
}

/** The fingerprint of samples that are interleaved and left-aligned in 32 bits. */
export function pcmFingerprint(
  samples: Int32Array,
  { channels, sampleRate, encoding = "pcm16" }: SamplesOf,
): Fingerprint {
  const isWide = WIDE.has(encoding)
  const sampleBytes = isWide ? 4 : 2
  const bytes = Buffer.alloc(samples.length * sampleBytes)
  samples.forEach((sample, index) => {
    const value = sample / 2 ** (32 - sampleBytes * 8)
    bytes.writeIntLE(value, index * sampleBytes, sampleBytes)
  })
  const sampleCount = samples.length / channels
  return {
    kind: isWide ? "pcm" : "pcm16",
    sha256: createHash("sha256").update(bytes).digest("hex"),
    sampleCount,
    channels,
    sampleRate,
    durationMs: Math.round((sampleCount * 1_000_000) / sampleRate) / 1_000,
  }
}

/** What mp3 and mp4 are compared by. */
export function bytesFingerprint(bytes: Uint8Array): Fingerprint {
  const sha256 = createHash("sha256").update(bytes).digest("hex")
  return { kind: "bytes", sha256, byteCount: bytes.length }
}

function riff(options: SoundOptions, data: Buffer): Buffer {
  const list = options.hasOddChunks === true ? [chunk("LIST", Buffer.from("INFOodd"))] : []
  const chunks = [
    ...list,
    chunk("fmt ", formatBody(options)),
    ...list,
    chunk("data", data),
    ...list,
  ]
  return chunk("RIFF", Buffer.concat([Buffer.from("WAVE"), ...chunks]))
}

function chunk(id: string, body: Buffer): Buffer {
  const header = Buffer.alloc(8)
  header.write(id, 0, "latin1")
  header.writeUInt32LE(body.length, 4)
  return Buffer.concat([header, body, Buffer.alloc(body.length % 2)])
}

/** The fixed part of a SubFormat GUID; the format tag stands before it. */
const SUBFORMAT_TAIL = Buffer.from("000000001000800000aa00389b71", "hex")

function formatBody({ encoding, channels, sampleRate, isExtensible }: SoundOptions): Buffer {
  const { tag, bytes } = CODINGS[encoding]
  const body = Buffer.alloc(isExtensible === true ? 40 : 16)
  body.writeUInt16LE(isExtensible === true ? 0xfffe : tag, 0)
  body.writeUInt16LE(channels, 2)
  body.writeUInt32LE(sampleRate, 4)
  body.writeUInt32LE(sampleRate * channels * bytes, 8)
  body.writeUInt16LE(channels * bytes, 12)
  body.writeUInt16LE(bytes * 8, 14)
  if (isExtensible !== true) return body
  body.writeUInt16LE(22, 16)
  body.writeUInt16LE(bytes * 8, 18)
  body.writeUInt32LE(channels === 1 ? 4 : 3, 20)
  body.writeUInt16LE(tag, 24)
  SUBFORMAT_TAIL.copy(body, 26)
  return body
}

/** ITU-T G.711 A-law, in the 16-bit scale. */
function aLawToLinear(code: number): number {
  const inverted = code ^ 0x55
  const segment = (inverted & 0x70) >> 4
  const step = (inverted & 0x0f) << 4
  const magnitude = segment === 0 ? step + 8 : (step + 0x108) << (segment - 1)
  return (inverted & 0x80) === 0 ? -magnitude : magnitude
}

/** ITU-T G.711 mu-law, in the 16-bit scale. */
function muLawToLinear(code: number): number {
  const inverted = ~code & 0xff
  const magnitude = (((inverted & 0x0f) << 3) + 0x84) << ((inverted & 0x70) >> 4)
  return (inverted & 0x80) === 0 ? magnitude - 0x84 : 0x84 - magnitude
}

/** Marsaglia's xorshift: 32 bits at a time. */
function noise(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1
  return () => {
    state = (state ^ (state << 13)) >>> 0
    state = (state ^ (state >>> 17)) >>> 0
    state = (state ^ (state << 5)) >>> 0
    return state
  }
}

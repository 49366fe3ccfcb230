import { createHash, type Hash } from "node:crypto"
import { endianness } from "node:os"
import { type Readable, Transform } from "node:stream"
import { GirError } from "@gir/errors"
import { durationOf, type Fingerprint, type MediaType } from "./media-types.ts"
import { Mp3Walker } from "./mp3-walker.ts"
import { decodeSamples } from "./samples.ts"
import { fitsIn16Bits, samples16 } from "./samples16.ts"
import type { WavFormat } from "./wav-format.ts"
import { WavScanner } from "./wav-scanner.ts"

/** Passes media through unchanged and knows it afterwards. */
export interface FingerprintTap extends Transform {
  /** @throws ERR_INTERNAL before the stream ended. */
  fingerprint(): Fingerprint
  /** Null for mp4, and for mp3 without a frame. */
  durationMs(): number | null
  plaintextBytes(): number
}

/**
 * Takes the fingerprint of media while it flows by. WAV: SHA-256 of the decoded samples, interleaved,
 * so that the same sound in another header is the same; as 16-bit little-endian integers where they
 * fit (G.711, PCM of 8 and 16 bits), else left-aligned in 32 bits. mp3 and mp4: SHA-256 of the bytes.
 *
 * The stream fails with ERR_MEDIA_… when a WAV is not one, or is cut.
 */
export function fingerprintTap(type: MediaType): FingerprintTap {
  const digester = mediaDigester(type)
  let result: MediaDigest | null = null
  const transform = new Transform({
    transform(chunk: Uint8Array, _encoding, callback) {
      callback(
        attempt(() => digester.update(chunk)),
        chunk,
      )
    },
    flush(callback) {
      callback(
        attempt(() => {
          result = digester.finish()
        }),
      )
    },
  })
  const finished = (): MediaDigest => {
    if (result === null)
      throw new GirError("ERR_INTERNAL", "the fingerprint was asked for too early")
    return result
  }
  return Object.assign(transform, {
    fingerprint: () => finished().fingerprint,
    durationMs: () => finished().durationMs,
    plaintextBytes: () => digester.byteCount(),
  })
}

/**
 * Reads a stream to its end.
 *
 * @param options.mustHaveLength refuses a WAV whose header does not tell its length, which live
 * recordings have.
 * @throws what the stream fails with, and ERR_MEDIA_… for a bad WAV.
 */
export async function fingerprintOf(
  stream: Readable,
  type: MediaType,
  options: DigesterOptions = {},
): Promise<{ fingerprint: Fingerprint; durationMs: number | null; bytes: number }> {
  const digester = mediaDigester(type, options)
  for await (const bytes of stream) digester.update(bytes as Uint8Array)
  return { ...digester.finish(), bytes: digester.byteCount() }
}

export interface MediaDigest {
  readonly fingerprint: Fingerprint
  /** Null for mp4, and for mp3 without a frame. */
  readonly durationMs: number | null
}

/** The fingerprint of media that goes by, for whoever has the bytes in hand. */
export interface MediaDigester {
  /** @throws ERR_MEDIA_… when a WAV is not one. */
  update(bytes: Uint8Array): void
  /** May be called once. @throws ERR_MEDIA_… when a WAV is cut. */
  finish(): MediaDigest
  byteCount(): number
}

type SoundKind = Exclude<Fingerprint["kind"], "bytes">

export interface DigesterOptions {
  readonly mustHaveLength?: boolean
  /**
   * The kind that a fingerprint is to be compared with: there were recorders that took 32 bits of
   * every sound. Default: the narrowest for the sound.
   */
  readonly kind?: Fingerprint["kind"]
}

/** As {@link fingerprintTap}, without a stream. */
export function mediaDigester(type: MediaType, options: DigesterOptions = {}): MediaDigester {
  const digester = type === "audio/wav" ? pcmDigester(options) : byteDigester(type)
  let byteCount = 0
  return {
    ...digester,
    update(bytes) {
      byteCount += bytes.length
      digester.update(bytes)
    },
    byteCount: () => byteCount,
  }
}

type Digester = Pick<MediaDigester, "update" | "finish">

function pcmDigester({ mustHaveLength = false, kind }: DigesterOptions): Digester {
  const scanner = new WavScanner({ mayBeOpenEnded: !mustHaveLength })
  const hash = createHash("sha256")
  return {
    update(bytes) {
      const frames = scanner.push(bytes)
      const { format } = scanner
      if (frames.length > 0 && format) HASHES[kindOf(format, kind)](hash, format, frames)
    },
    finish() {
      scanner.end()
      const { format, dataBytes } = scanner
      if (format === null) throw new GirError("ERR_MEDIA_EMPTY", "this file is empty")
      const { channels, sampleRate, bytesPerFrame } = format
      const sampleCount = (dataBytes ?? 0) / bytesPerFrame
      const durationMs = durationOf(sampleCount, sampleRate)
      const sha256 = hash.digest("hex")
      const sound = { sampleCount, channels, sampleRate, durationMs }
      return { fingerprint: { kind: kindOf(format, kind), sha256, ...sound }, durationMs }
    },
  }
}

function kindOf({ encoding }: WavFormat, asked: DigesterOptions["kind"]): SoundKind {
  return asked !== "pcm" && fitsIn16Bits(encoding) ? "pcm16" : "pcm"
}

const HASHES: Readonly<
  Record<SoundKind, (hash: Hash, format: WavFormat, frames: Uint8Array) => void>
> = {
  pcm16: (hash, format, frames) => {
    for (const bytes of samples16(format, frames)) hash.update(bytes)
  },
  pcm: (hash, format, frames) => {
    const samples = decodeSamples(format, frames)
    const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
    hash.update(endianness() === "LE" ? bytes : bytes.swap32())
  },
}

function byteDigester(type: MediaType): Digester {
  const hash = createHash("sha256")
  const walker = type === "audio/mp3" ? new Mp3Walker() : null
  let byteCount = 0
  return {
    update(bytes) {
      byteCount += bytes.length
      hash.update(bytes)
      walker?.push(bytes)
    },
    finish: () => ({
      fingerprint: { kind: "bytes", sha256: hash.digest("hex"), byteCount },
      durationMs: walker?.end()?.durationMs ?? null,
    }),
  }
}

function attempt(work: () => void): Error | null {
  try {
    work()
    return null
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

import { createHash } from "node:crypto"
import { endianness } from "node:os"
import { type Readable, Transform, Writable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { GirError } from "@gir/errors"
import { durationOf, type Fingerprint, type MediaType } from "./media-types.ts"
import { Mp3Walker } from "./mp3-walker.ts"
import { decodeSamples } from "./samples.ts"
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
 * Takes the fingerprint of media while it flows by. WAV: SHA-256 of the decoded samples, as
 * interleaved 32-bit little-endian integers, left-aligned, so that the same sound in another header
 * is the same. mp3 and mp4: SHA-256 of the bytes.
 *
 * The stream fails with ERR_MEDIA_… when a WAV is not one, or is cut.
 */
export function fingerprintTap(type: MediaType): FingerprintTap {
  const digester = type === "audio/wav" ? pcmDigester() : byteDigester(type)
  let plaintextBytes = 0
  let result: Digest | null = null
  const transform = new Transform({
    transform(chunk: Uint8Array, _encoding, callback) {
      plaintextBytes += chunk.length
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
  const finished = (): Digest => {
    if (result === null)
      throw new GirError("ERR_INTERNAL", "the fingerprint was asked for too early")
    return result
  }
  return Object.assign(transform, {
    fingerprint: () => finished().fingerprint,
    durationMs: () => finished().durationMs,
    plaintextBytes: () => plaintextBytes,
  })
}

/**
 * Reads a stream to its end.
 *
 * @throws what the stream fails with, and ERR_MEDIA_… for a bad WAV.
 */
export async function fingerprintOf(
  stream: Readable,
  type: MediaType,
): Promise<{ fingerprint: Fingerprint; durationMs: number | null; bytes: number }> {
  const tap = fingerprintTap(type)
  const nowhere = new Writable({ write: (_chunk, _encoding, callback) => callback() })
  await pipeline(stream, tap, nowhere)
  return {
    fingerprint: tap.fingerprint(),
    durationMs: tap.durationMs(),
    bytes: tap.plaintextBytes(),
  }
}

interface Digest {
  readonly fingerprint: Fingerprint
  readonly durationMs: number | null
}

interface Digester {
  update(bytes: Uint8Array): void
  finish(): Digest
}

function pcmDigester(): Digester {
  const scanner = new WavScanner()
  const hash = createHash("sha256")
  return {
    update(bytes) {
      const frames = scanner.push(bytes)
      if (frames.length > 0 && scanner.format) hash.update(canonicalBytes(scanner.format, frames))
    },
    finish() {
      scanner.end()
      const { format, dataBytes } = scanner
      if (format === null) throw new GirError("ERR_MEDIA_EMPTY", "this file is empty")
      const { channels, sampleRate, bytesPerFrame } = format
      const sampleCount = (dataBytes ?? 0) / bytesPerFrame
      const durationMs = durationOf(sampleCount, sampleRate)
      const sha256 = hash.digest("hex")
      const fingerprint = { kind: "pcm", sha256, sampleCount, channels, sampleRate, durationMs }
      return { fingerprint: fingerprint as Fingerprint, durationMs }
    },
  }
}

function canonicalBytes(format: WavFormat, frames: Uint8Array): Buffer {
  const bytes = Buffer.from(decodeSamples(format, frames).buffer)
  return endianness() === "LE" ? bytes : bytes.swap32()
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

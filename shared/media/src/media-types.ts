import type { Readable } from "node:stream"

/** The MIME types that a media file can have; the same words as in the contracts. */
export type MediaType = "audio/wav" | "audio/mp3" | "video/mp4"

/** Where media comes from: the built-in material, or a file on this machine. */
export type MediaSource =
  | { readonly kind: "built-in" }
  | { readonly kind: "file"; readonly path: string }

/** Media on its way into a recording. Nothing is read before the stream is. */
export interface CapturedMedia {
  /** The plaintext; destroying it closes the file and ends the ffmpeg process behind it. */
  readonly stream: Readable
  readonly type: MediaType
  /** Exact when known before the stream is read, else null (encoded mp3, drawn screens). */
  readonly plaintextBytes: number | null
  /** Length of the source's sound or picture; an mp3 encoder adds up to 0.2 s of silence. */
  readonly durationMs: number
  /**
   * Tells when the first `bytes` bytes of the stream were due, by the monotonic clock: what writes
   * them later than that is late. Absent when nothing paces the stream; `null` when it is not known.
   */
  readonly dueMs?: (bytes: number) => number | null
}

/** Media whose end nobody knows yet. */
export type LiveMedia = Omit<CapturedMedia, "durationMs"> & { readonly durationMs: null }

/** What "plays" is measured by; the shape of the contracts' `Fingerprint`. */
export type Fingerprint =
  | {
      /** Hashed as samples of 16 bits, or of 32. */
      readonly kind: "pcm16" | "pcm"
      readonly sha256: string
      /** Samples of one channel. */
      readonly sampleCount: number
      readonly channels: number
      readonly sampleRate: number
      readonly durationMs: number
    }
  | { readonly kind: "bytes"; readonly sha256: string; readonly byteCount: number }

/** @returns the time that `count` samples of one channel take, to the microsecond. */
export function durationOf(count: number, sampleRate: number): number {
  return Math.round((count * 1_000_000) / sampleRate) / 1_000
}

import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"

/** A WAV writer that shares no line with the code under test. */
export interface WavParts {
  readonly tag?: number
  readonly channels?: number
  readonly rate?: number
  readonly bits?: number
  readonly data?: Buffer
  /** Chunks between `fmt ` and `data`, each with its pad byte. */
  readonly between?: readonly Buffer[]
  readonly before?: readonly Buffer[]
  readonly after?: readonly Buffer[]
  readonly dataBytes?: number
  readonly isExtensible?: boolean
}

export function chunk(id: string, body: Buffer, claimedBytes = body.length): Buffer {
  const header = Buffer.alloc(8)
  header.write(id, 0, "latin1")
  header.writeUInt32LE(claimedBytes, 4)
  return Buffer.concat([header, body, Buffer.alloc(body.length % 2)])
}

export function formatBody(parts: WavParts): Buffer {
  const { tag = 1, channels = 1, rate = 8_000, bits = 16, isExtensible = false } = parts
  const body = Buffer.alloc(isExtensible ? 40 : 16)
  body.writeUInt16LE(isExtensible ? 0xfffe : tag, 0)
  body.writeUInt16LE(channels, 2)
  body.writeUInt32LE(rate, 4)
  body.writeUInt32LE((rate * channels * bits) / 8, 8)
  body.writeUInt16LE((channels * bits) / 8, 12)
  body.writeUInt16LE(bits, 14)
  if (isExtensible) {
    body.writeUInt16LE(22, 16)
    body.writeUInt16LE(bits, 18)
    body.writeUInt16LE(tag, 24)
    Buffer.from("000000001000800000aa00389b71", "hex").copy(body, 26)
  }
  return body
}

export function riff(chunks: readonly Buffer[], form = "RIFF"): Buffer {
  const body = Buffer.concat([Buffer.from("WAVE"), ...chunks])
  const header = Buffer.alloc(8)
  header.write(form, 0, "latin1")
  header.writeUInt32LE(body.length, 4)
  return Buffer.concat([header, body])
}

export function wav(parts: WavParts = {}): Buffer {
  const data = parts.data ?? pattern(1_000)
  return riff([
    ...(parts.before ?? []),
    chunk("fmt ", formatBody(parts)),
    ...(parts.between ?? []),
    chunk("data", data, parts.dataBytes),
    ...(parts.after ?? []),
  ])
}

/** Bytes that look like nothing and are the same on every run. */
export function pattern(count: number): Buffer {
  return Buffer.from(
    Array.from({ length: count }, (_, index) => (index * 151 + (index >> 5)) & 0xff),
  )
}

export function pcm16(samples: readonly number[]): Buffer {
  const bytes = Buffer.alloc(samples.length * 2)
  samples.forEach((sample, index) => bytes.writeInt16LE(sample, index * 2))
  return bytes
}

/** A tone of `hertz`, one channel, 16 bits. */
export function tone(options: {
  hertz: number
  rate: number
  seconds: number
  level?: number
}): Buffer {
  const { hertz, rate, seconds, level = 8_000 } = options
  const sample = (index: number) =>
    Math.round(level * Math.sin((2 * Math.PI * hertz * index) / rate))
  return pcm16(Array.from({ length: rate * seconds }, (_, index) => sample(index)))
}

const folder = join(tmpdir(), `gir-media-test-${process.pid}`)
let count = 0

/** For `afterAll` of each file of tests: the files of one worker share this module. */
export function removeFiles(): void {
  rmSync(folder, { recursive: true, force: true })
}

/** Writes test material (never a recording) to a temporary file. */
export function fileOf(bytes: Uint8Array | string, name = "call.wav"): string {
  count += 1
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${count}-${name}`)
  writeFileSync(path, bytes)
  return path
}

export async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const piece of stream) chunks.push(piece as Buffer)
  return Buffer.concat(chunks)
}

/** The same bytes in pieces of `size`. */
export function inPieces(bytes: Buffer, size: number): Readable {
  const pieces = []
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size))
  return Readable.from(pieces, { objectMode: false })
}

/** @returns the samples of a canonical 16-bit PCM file. */
export function samplesOf(file: Buffer): number[] {
  return Array.from({ length: (file.length - 44) / 2 }, (_, index) =>
    file.readInt16LE(44 + index * 2),
  )
}

export async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return "no error"
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error)
  }
}

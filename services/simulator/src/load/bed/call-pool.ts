import type { Fingerprint } from "@gir/contracts"
import { captureCall, fingerprintOf } from "@gir/media"
import { seededRandom, type Random } from "@gir/sim"
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import type { CallLength } from "../profile/load-profile.ts"

/** A call that can be recorded any number of times, and what it has to sound like. */
export interface PooledCall {
  readonly path: string
  readonly durationMs: number
  readonly original: Fingerprint
  /** Bytes of its sound that must be nowhere else; null for a call that is stored in clear. */
  readonly canary: Buffer | null
}

interface PoolOptions {
  readonly folder: string
  readonly name: string
  readonly audio: "wav" | "mp3"
  readonly length: CallLength
  /** True when its plaintext must be nowhere but here. */
  readonly isMarked: boolean
  readonly random: Random
}

/** Calls of one kind that sound different; each is recorded many times. */
const FILES = 8
const SAMPLE_RATE = 8_000
const CHANNELS = 2
const HEADER_BYTES = 44
const MU_LAW_TAG = 7
const PRIVATE_FILE = 0o600
/** In the middle of the sound of every marked WAV call: one search finds them all. */
const CANARY = Buffer.from("clear sound of a load, nowhere else to be found", "latin1")

/** Writes G.711 calls of two channels, or mp3 calls made of them, whose lengths stand for a distribution. */
export async function makeCallPool(options: PoolOptions): Promise<readonly PooledCall[]> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 })
  const count = options.length.distribution === "constant" ? 2 : FILES
  const pool: PooledCall[] = []
  for (let index = 0; index < count; index += 1) {
    const durationMs = lengthAt(options.length, (index + 0.5) / count)
    pool.push(await writeCall(options, index, durationMs))
  }
  return pool
}

/** @returns the length below which a share of all calls is, in whole packets of 20 ms. */
export function lengthAt(length: CallLength, share: number): number {
  return Math.max(20, Math.round(exactLength(length, share) / 20) * 20)
}

function exactLength(length: CallLength, share: number): number {
  if (length.distribution === "constant") return length.meanMs
  if (length.distribution === "uniform") return length.minMs + share * (length.maxMs - length.minMs)
  return Math.min(length.maxMs, -length.meanMs * Math.log(1 - share))
}

async function writeCall(
  { folder, name, audio, isMarked, random }: PoolOptions,
  index: number,
  durationMs: number,
): Promise<PooledCall> {
  const wav = muLawNoise(durationMs, seededRandom(random.integer(0, 2 ** 31)))
  if (isMarked) CANARY.copy(wav, middleOf(wav))
  const path = join(folder, `${name}-${index}.wav`)
  await writeFile(path, wav, { mode: PRIVATE_FILE })
  if (audio === "wav") {
    const { fingerprint } = await fingerprintOf(Readable.from([wav]), "audio/wav")
    return { path, durationMs, original: fingerprint, canary: isMarked ? CANARY : null }
  }
  const source = { kind: "file", path } as const
  const call = await captureCall({ source, type: "audio/mp3", channels: "keep", pace: "fast" })
  const mp3 = await buffer(call.stream)
  const mp3Path = join(folder, `${name}-${index}.mp3`)
  await writeFile(mp3Path, mp3, { mode: PRIVATE_FILE })
  const { fingerprint } = await fingerprintOf(Readable.from([mp3]), "audio/mp3")
  const canary = isMarked ? mp3.subarray(middleOf(mp3), middleOf(mp3) + CANARY.length) : null
  return { path: mp3Path, durationMs, original: fingerprint, canary }
}

function middleOf(file: Buffer): number {
  return Math.max(HEADER_BYTES, Math.floor((file.length - CANARY.length) / 2))
}

/** Noise: no other call sounds like it, and nothing about it is easy to guess or to compress. */
function muLawNoise(durationMs: number, random: Random): Buffer {
  const dataBytes = ((SAMPLE_RATE * durationMs) / 1_000) * CHANNELS
  const header = Buffer.alloc(HEADER_BYTES)
  header.write("RIFF", 0, "latin1")
  header.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4)
  header.write("WAVEfmt ", 8, "latin1")
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(MU_LAW_TAG, 20)
  header.writeUInt16LE(CHANNELS, 22)
  header.writeUInt32LE(SAMPLE_RATE, 24)
  header.writeUInt32LE(SAMPLE_RATE * CHANNELS, 28)
  header.writeUInt16LE(CHANNELS, 32)
  header.writeUInt16LE(8, 34)
  header.write("data", 36, "latin1")
  header.writeUInt32LE(dataBytes, 40)
  return Buffer.concat([header, random.bytes(dataBytes)])
}

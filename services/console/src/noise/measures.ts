import { muLawValue } from "../signature/g711.ts"
import { entropyOf } from "../signature/sound-facts.ts"
import { BLOCK_BYTES } from "./ciphers.ts"
import { autocorrelation, spectrogram, type Spectrogram } from "./fourier.ts"

const FULL_SCALE = 32_768
export const SAMPLE_RATE = 8_000
export const CHANNELS = 2
/** 25 ms: two periods of a deep voice. */
const LAGS = 200
const SHORTEST_PITCH_LAG = 2
/** All forms are played as loud as this at most, measured over all their samples. */
export const SAFE_DECIBELS = -24

/** What is drawn and said of some bytes; all of it is computed from them. */
export interface Measures {
  readonly channels: readonly Float32Array[]
  readonly entropy: number
  readonly spectrogram: Spectrogram
  readonly autocorrelation: Float64Array
  /** The lag, beyond the nearest ones, at which the sound is most like itself. */
  readonly bestLag: number
  readonly blocks: Blocks
  /** By how much it is turned down. */
  readonly gain: number
}

export interface Blocks {
  readonly total: number
  /** Blocks that occur more than once. */
  readonly repeated: number
  /** True for each of them, in their order. */
  readonly isRepeated: readonly boolean[]
  /** The most frequent one, in hexadecimal, and where it occurs. */
  readonly commonest: string
  readonly commonestAt: readonly number[]
}

/** @param bytes G.711 mu-law, or what a player without the key would take for it. */
export function measure(bytes: Uint8Array): Measures {
  const channels = soundOf(bytes)
  const mixed = mix(channels)
  const correlation = autocorrelation(mixed, LAGS)
  return {
    channels,
    entropy: entropyOf(bytes),
    spectrogram: spectrogram(mixed),
    autocorrelation: correlation,
    bestLag: bestLagOf(correlation),
    blocks: blocksOf(bytes),
    gain: safeGain(channels),
  }
}

/** The channels take turns, a byte each. */
export function soundOf(bytes: Uint8Array): Float32Array[] {
  return Array.from({ length: CHANNELS }, (_, channel) =>
    Float32Array.from({ length: Math.floor(bytes.length / CHANNELS) }, (_sample, index) => {
      return muLawValue(bytes[index * CHANNELS + channel] ?? 0) / FULL_SCALE
    }),
  )
}

function mix(channels: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array()] = channels
  return first.map(
    (_, index) =>
      channels.reduce((sum, channel) => sum + (channel[index] ?? 0), 0) / channels.length,
  )
}

function bestLagOf(correlation: Float64Array): number {
  let best = SHORTEST_PITCH_LAG
  for (let lag = best; lag < correlation.length; lag += 1) {
    const isPeak = correlation[lag]! >= correlation[lag - 1]!
    if (isPeak && correlation[lag]! > correlation[best]!) best = lag
  }
  return best
}

/** Finds blocks that are alike, at the places where a cipher cuts them. */
export function blocksOf(bytes: Uint8Array): Blocks {
  const places = new Map<string, number[]>()
  const total = Math.floor(bytes.length / BLOCK_BYTES)
  for (let block = 0; block < total; block += 1) {
    const text = hexOf(bytes.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES))
    const known = places.get(text)
    if (known === undefined) places.set(text, [block])
    else known.push(block)
  }
  const isRepeated = Array.from({ length: total }, () => false)
  let [commonest, commonestAt]: [string, readonly number[]] = ["", []]
  for (const [text, at] of places) {
    if (at.length > 1) for (const block of at) isRepeated[block] = true
    if (at.length > commonestAt.length) [commonest, commonestAt] = [text, at]
  }
  return {
    total,
    repeated: isRepeated.filter(Boolean).length,
    isRepeated,
    commonest,
    commonestAt,
  }
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** @returns the factor that makes a sound no louder than is safe; it never makes one louder. */
export function safeGain(channels: readonly Float32Array[]): number {
  let power = 0
  let samples = 0
  for (const channel of channels) {
    for (const sample of channel) power += sample * sample
    samples += channel.length
  }
  const loudness = Math.sqrt(power / Math.max(1, samples))
  return Math.min(1, 10 ** (SAFE_DECIBELS / 20) / Math.max(loudness, Number.EPSILON))
}

/** A stretch of time in which a block follows its like. */
export interface Pause {
  readonly fromMs: number
  readonly toMs: number
}

const BLOCK_MS = BLOCK_BYTES / CHANNELS / (SAMPLE_RATE / 1_000)
/** Shorter ones are gaps between words, not pauses. */
const SHORTEST_PAUSE_MS = 50

/** @returns the pauses that the commonest block shows, without any key. */
export function pausesOf({ commonestAt }: Blocks): readonly Pause[] {
  const pauses: { fromMs: number; toMs: number }[] = []
  if (commonestAt.length < 2) return pauses
  for (const block of commonestAt) {
    const last = pauses.at(-1)
    const fromMs = block * BLOCK_MS
    if (last?.toMs === fromMs) last.toMs = fromMs + BLOCK_MS
    else pauses.push({ fromMs, toMs: fromMs + BLOCK_MS })
  }
  return pauses.filter(({ fromMs, toMs }) => toMs - fromMs >= SHORTEST_PAUSE_MS)
}

import type { Readable } from "node:stream"
import { GirError } from "@gir/errors"
import { decodeSamples } from "./samples.ts"
import { WavScanner } from "./wav-scanner.ts"

/** The lowest and highest sample of one column of a drawing, from -1 to 1. */
export interface Peak {
  readonly min: number
  readonly max: number
}

const FULL_SCALE = 0x8000_0000
const MAX_COLUMNS = 10_000

/**
 * @param columns how many peaks to make, 1 to 10,000; all channels share a column.
 * @throws ERR_BAD_REQUEST for another number; ERR_MEDIA_… for a bad WAV.
 */
export async function waveformPeaks(wav: Readable, columns: number): Promise<readonly Peak[]> {
  const drawing = new Drawing(columns)
  const scanner = new WavScanner()
  let frame = 0
  for await (const chunk of wav) {
    const frames = scanner.push(chunk as Uint8Array)
    const { format, dataBytes } = scanner
    if (frames.length === 0 || format === null || dataBytes === null) continue
    const frameCount = dataBytes / format.bytesPerFrame
    const samples = decodeSamples(format, frames)
    for (let index = 0; index < samples.length; index += 1) {
      const at = (frame + Math.floor(index / format.channels)) / frameCount
      drawing.add(at, (samples[index] ?? 0) / FULL_SCALE)
    }
    frame += samples.length / format.channels
  }
  scanner.end()
  return drawing.peaks()
}

/** Draws any bytes as if each were a sample, which is what a player without the key would hear. */
export function noisePeaks(bytes: Uint8Array, columns: number): readonly Peak[] {
  const drawing = new Drawing(columns)
  bytes.forEach((byte, index) => drawing.add(index / bytes.length, (byte - 128) / 128))
  return drawing.peaks()
}

class Drawing {
  readonly #columns: number
  readonly #lows: Float64Array
  readonly #highs: Float64Array

  constructor(columns: number) {
    if (!Number.isInteger(columns) || columns < 1 || columns > MAX_COLUMNS) {
      throw new GirError("ERR_BAD_REQUEST", `a waveform has 1 to ${MAX_COLUMNS} columns`)
    }
    this.#columns = columns
    this.#lows = new Float64Array(columns).fill(Infinity)
    this.#highs = new Float64Array(columns).fill(-Infinity)
  }

  /** @param at the place in the whole, from 0 (included) to 1 (excluded). */
  add(at: number, value: number): void {
    const column = Math.floor(at * this.#columns)
    this.#lows[column] = Math.min(this.#lows[column] ?? value, value)
    this.#highs[column] = Math.max(this.#highs[column] ?? value, value)
  }

  /** A column into which no sample fell is silence. */
  peaks(): readonly Peak[] {
    return Array.from(this.#lows, (low, column) => {
      const isEmpty = low === Infinity
      return { min: isEmpty ? 0 : low, max: isEmpty ? 0 : (this.#highs[column] ?? 0) }
    })
  }
}

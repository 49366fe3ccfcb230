import { aLawValue, muLawValue } from "./g711.ts"

/** The samples of a WAV of 16-bit PCM, or of a telephone's G.711. */
export interface WavSound {
  readonly channels: number
  readonly sampleRate: number
  /** One frame after the other, in 16 bits. */
  readonly samples: Int16Array
  /** The same as it stands in the file. */
  readonly bytes: Uint8Array
}

interface Encoding {
  readonly tag: number
  readonly bits: number
  readonly valueAt: (view: DataView, index: number) => number
}

interface Format extends Pick<WavSound, "channels" | "sampleRate"> {
  readonly encoding: Encoding
}

const ENCODINGS: readonly Encoding[] = [
  { tag: 1, bits: 16, valueAt: (view, index) => view.getInt16(index * 2, true) },
  { tag: 6, bits: 8, valueAt: (view, index) => aLawValue(view.getUint8(index)) },
  { tag: 7, bits: 8, valueAt: (view, index) => muLawValue(view.getUint8(index)) },
]
const EXTENSIBLE = 0xfffe
const HEADER_BYTES = 12
const FORMAT_BYTES = 16

/** @returns null for any other file: a browser's decoder has to look at it. */
export function readWav(file: ArrayBuffer): WavSound | null {
  const view = new DataView(file)
  if (file.byteLength < HEADER_BYTES || textAt(view, 0) !== "RIFF") return null
  let format: Format | null = null
  for (let at = HEADER_BYTES; at + 8 <= file.byteLength;) {
    const bytes = view.getUint32(at + 4, true)
    const body = at + 8
    const length = Math.min(bytes, file.byteLength - body)
    if (textAt(view, at) === "fmt ") format = readFormat(new DataView(file, body, length))
    if (textAt(view, at) === "data") {
      return format === null ? null : readSound(format, new DataView(file, body, length))
    }
    at = body + bytes + (bytes % 2)
  }
  return null
}

function readFormat(view: DataView): Format | null {
  if (view.byteLength < FORMAT_BYTES) return null
  const tag = view.getUint16(0, true)
  // The real tag of an extensible format is the beginning of its GUID.
  const isExtensible = tag === EXTENSIBLE && view.byteLength >= 26
  const kind = isExtensible ? view.getUint16(24, true) : tag
  const bits = view.getUint16(14, true)
  const encoding = ENCODINGS.find((each) => each.tag === kind && each.bits === bits)
  if (encoding === undefined) return null
  return { channels: view.getUint16(2, true), sampleRate: view.getUint32(4, true), encoding }
}

function readSound({ channels, sampleRate, encoding }: Format, data: DataView): WavSound {
  const length = Math.floor((data.byteLength * 8) / encoding.bits)
  const samples = Int16Array.from({ length }, (_, index) => encoding.valueAt(data, index))
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return { channels, sampleRate, samples, bytes }
}

function textAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((step) => view.getUint8(at + step)))
}

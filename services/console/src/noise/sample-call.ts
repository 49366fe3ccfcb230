// @boundaries-ignore an asset of the product, no package: vite.config.ts says which
import builtInCall from "~built-in-call.wav"
import { useQuery } from "@tanstack/react-query"
import { allForms, type Form } from "./ciphers.ts"
import { CHANNELS, measure, SAMPLE_RATE, type Measures } from "./measures.ts"

export const SECONDS = 4
const BYTES_PER_SECOND = SAMPLE_RATE * CHANNELS

/** Some seconds of the call, in all forms, with what the bytes of each tell. */
export interface Measured {
  readonly form: Form
  readonly measures: Measures
}

/** Seconds of the call that ships with the product; no recording of anybody. */
export function useForms(fromSecond: number) {
  return useQuery({
    queryKey: ["noise", fromSecond],
    gcTime: 0,
    queryFn: async ({ signal }): Promise<readonly Measured[]> => {
      const response = await fetch(builtInCall, { signal })
      const sound = soundBytes(await response.arrayBuffer())
      const from = fromSecond * BYTES_PER_SECOND
      const forms = await allForms(sound.slice(from, from + SECONDS * BYTES_PER_SECOND))
      return Array.from(forms, ([form, bytes]) => ({ form, measures: measure(bytes) }))
    },
  })
}

const RIFF_HEADER_BYTES = 12
const CHUNK_HEADER_BYTES = 8

/** @returns the content of the chunk `data` of a WAV. */
export function soundBytes(wav: ArrayBuffer): Uint8Array<ArrayBuffer> {
  const view = new DataView(wav)
  let at = RIFF_HEADER_BYTES
  while (at + CHUNK_HEADER_BYTES <= wav.byteLength) {
    const bytes = view.getUint32(at + 4, true)
    const from = at + CHUNK_HEADER_BYTES
    if (view.getUint32(at) === 0x64617461) {
      return new Uint8Array(wav, from, Math.min(bytes, wav.byteLength - from))
    }
    // Chunks begin at even places.
    at = from + bytes + (bytes % 2)
  }
  throw new RangeError("the call that ships with the product holds no sound")
}

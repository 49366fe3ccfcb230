import type { MediaReceipt } from "@gir/contracts"
import { useQuery } from "@tanstack/react-query"
import { apiBytes } from "../api/client.ts"
import type { Playable } from "../recordings/use-playable.ts"
import { isOriginal } from "./compare-sound.ts"
import { readWav } from "./read-wav.ts"
import { soundFactsOf, type SoundBytes, type SoundFacts } from "./sound-facts.ts"
import { storedBytesPath } from "./stored-bytes.ts"

/** A picture of samples, and what a look at their bytes tells. */
export interface Picture {
  readonly channels: readonly Float32Array[]
  readonly facts: SoundFacts
}

export interface PlayedSound extends Picture {
  /** Null: this page cannot compare it; RCS can. */
  readonly isEqual: boolean | null
}

/** A longer file would take the page's memory. */
export const LARGEST_PLAYED_BYTES = 64 * 1_024 * 1_024
const DRAWN_RATE = 8_000
const FULL_SCALE = 32_768

/** The stored bytes, taken for 16-bit samples though they are none. */
export function useStoredPicture(recordingId: string, { mediaId, storedBytes }: MediaReceipt) {
  return useQuery({
    queryKey: ["stored", mediaId],
    gcTime: 0,
    queryFn: async ({ signal }): Promise<Picture> => {
      const bytes = await apiBytes(storedBytesPath(recordingId, mediaId, storedBytes), signal)
      const samples = new Int16Array(bytes, 0, Math.floor(bytes.byteLength / 2))
      return { channels: [toFloat(samples)], facts: soundFactsOf(asOneChannel(samples)) }
    },
  })
}

/** What RCS plays: decoded here, and compared with the original's fingerprint. */
export function usePlayedSound(playable: Playable | undefined, receipt: MediaReceipt) {
  return useQuery({
    queryKey: ["played", receipt.mediaId],
    enabled: playable !== undefined && receipt.plaintextBytes <= LARGEST_PLAYED_BYTES,
    gcTime: 0,
    queryFn: async (): Promise<PlayedSound> => {
      const bytes = (await playable?.fetchBytes()) ?? new ArrayBuffer(0)
      const wav = receipt.type === "audio/wav" ? readWav(bytes) : null
      const isEqual = await isOriginal(bytes, wav, receipt.fingerprint)
      if (wav !== null) {
        const channels = splitChannels(wav.samples, wav.channels)
        return { channels, facts: soundFactsOf(wav), isEqual }
      }
      // Decoding takes the bytes away, so it comes last.
      const channels = await decode(bytes)
      return { channels, facts: soundFactsOf(asOneChannel(toSamples(channels[0]))), isEqual }
    },
  })
}

async function decode(bytes: ArrayBuffer): Promise<Float32Array[]> {
  const sound = await new OfflineAudioContext(1, 1, DRAWN_RATE).decodeAudioData(bytes)
  return Array.from({ length: sound.numberOfChannels }, (_, index) => sound.getChannelData(index))
}

function splitChannels(samples: Int16Array, channels: number): Float32Array[] {
  const frames = Math.floor(samples.length / channels)
  return Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: frames }, (_frame, index) => {
      return (samples[index * channels + channel] ?? 0) / FULL_SCALE
    }),
  )
}

function asOneChannel(samples: Int16Array): SoundBytes {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
  return { bytes, samples, channels: 1 }
}

function toFloat(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / FULL_SCALE)
}

function toSamples(channel: Float32Array = new Float32Array()): Int16Array {
  return Int16Array.from(channel, (value) => Math.round(value * (FULL_SCALE - 1)))
}

import { useQuery } from "@tanstack/react-query"
import type { Playable } from "./use-playable.ts"

/** A longer file is played without a picture: decoding it would take the page's memory. */
const LARGEST_DRAWN_BYTES = 64 * 1024 * 1024

/** Only the shape of the sound is of interest, so a telephone's rate is enough. */
const DRAWN_RATE = 8_000

/** @returns the decoded channels of a media file, for its waveform. */
export function useSound(playable: Playable, plaintextBytes: number) {
  return useQuery({
    queryKey: ["sound", playable.address],
    enabled: plaintextBytes <= LARGEST_DRAWN_BYTES,
    gcTime: 0,
    queryFn: async () => {
      const context = new OfflineAudioContext(1, 1, DRAWN_RATE)
      const sound = await context.decodeAudioData(await playable.fetchBytes())
      return Array.from({ length: sound.numberOfChannels }, (_, channel) =>
        sound.getChannelData(channel),
      )
    },
  })
}

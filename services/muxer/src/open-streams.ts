import type { PlaybackAddress, PlaybackClient } from "./playback-client.ts"
import type { RecordingParts } from "./recording-parts.ts"

export interface PartStreams {
  readonly call: PlaybackAddress
  readonly screen: PlaybackAddress
}

/** @returns addresses at which both parts play; throws what PlaybackClient.open throws. */
export type OpenStreams = (parts: RecordingParts) => Promise<PartStreams>

export function streamOpener(rcs: Pick<PlaybackClient, "open">): OpenStreams {
  return async ({ call, screen }) => {
    // One after the other: when both keys are missing, the answer is the same each time.
    const callAddress = await rcs.open(call.mediaId, "call")
    return { call: callAddress, screen: await rcs.open(screen.mediaId, "screen") }
  }
}

import type { MediaReceipt } from "@gir/contracts"
import { Loaded } from "../ui/loaded.tsx"
import { AudioPlayer } from "./audio-player.tsx"
import { usePlayable } from "./use-playable.ts"

interface MediaPlayerProps {
  readonly recordingId: string
  readonly receipt: MediaReceipt
}

/** Sound with its waveform, or a video; a refusal in its place, with its code. */
export function MediaPlayer({ recordingId, receipt }: MediaPlayerProps) {
  const playable = usePlayable(recordingId, receipt.mediaId)
  return (
    <Loaded query={playable} service="RCS">
      {(found) =>
        receipt.type === "video/mp4" ? (
          <video
            className="video"
            controls
            preload="metadata"
            crossOrigin="use-credentials"
            src={found.address}
            aria-label={`Video, ${receipt.kind}`}
          />
        ) : (
          <AudioPlayer
            playable={found}
            durationMs={receipt.durationMs}
            plaintextBytes={receipt.plaintextBytes}
          />
        )
      }
    </Loaded>
  )
}

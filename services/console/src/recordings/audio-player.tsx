import { useRef, useState } from "react"
import { Button } from "../ui/button.tsx"
import { formatDuration } from "../ui/format.ts"
import { PauseIcon, PlayIcon } from "../ui/icons.tsx"
import type { Playable } from "./use-playable.ts"
import { useSound } from "./use-sound.ts"
import { Waveform } from "./waveform.tsx"

interface AudioPlayerProps {
  readonly playable: Playable
  readonly durationMs: number
  readonly plaintextBytes: number
}

/** Plays a recording by range requests; the waveform beside it seeks. */
export function AudioPlayer({ playable, durationMs, plaintextBytes }: AudioPlayerProps) {
  const audio = useRef<HTMLAudioElement>(null)
  const [positionMs, setPositionMs] = useState(0)
  const [isPlaying, setIsPlaying] = useState(false)
  const [hasFailed, setHasFailed] = useState(false)
  const sound = useSound(playable, plaintextBytes)

  const toggle = (): void => {
    const element = audio.current
    if (element === null) return
    if (element.paused) void element.play().catch(() => setHasFailed(true))
    else element.pause()
  }
  const seek = (toMs: number): void => {
    if (audio.current !== null) audio.current.currentTime = toMs / 1_000
    setPositionMs(toMs)
  }
  return (
    <div className="player">
      <audio
        ref={audio}
        src={playable.address}
        crossOrigin="use-credentials"
        preload="metadata"
        onTimeUpdate={(event) => setPositionMs(event.currentTarget.currentTime * 1_000)}
        onPlay={() => setIsPlaying(true)}
        onPause={() => setIsPlaying(false)}
        onError={() => setHasFailed(true)}
      />
      <Button look="primary" data-play="" onClick={toggle}>
        {isPlaying ? <PauseIcon /> : <PlayIcon />}
        {isPlaying ? "Pause" : "Play"}
      </Button>
      <Waveform
        channels={sound.data ?? []}
        durationMs={durationMs}
        positionMs={positionMs}
        onSeek={seek}
      />
      <span className="player-time">
        {formatDuration(positionMs)} / {formatDuration(durationMs)}
      </span>
      {hasFailed && (
        <p role="alert" className="tone-fails">
          This browser does not play the sound. Its envelope is below; gir play ID --out F writes
          it.
        </p>
      )}
    </div>
  )
}

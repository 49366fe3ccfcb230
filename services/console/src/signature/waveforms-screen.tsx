import type { MediaReceipt, RecordingDetail } from "@gir/contracts"
import { useRef, useState } from "react"
import { usePlayable } from "../recordings/use-playable.ts"
import { useRecording } from "../recordings/recording-queries.ts"
import { Link } from "../router/link.tsx"
import { PATHS, recordingPath } from "../router/paths.ts"
import { Breadcrumbs } from "../ui/breadcrumbs.tsx"
import { Button } from "../ui/button.tsx"
import { CopyCommand } from "../ui/copy-command.tsx"
import { formatCount, formatDuration, shortHash } from "../ui/format.ts"
import { Loaded } from "../ui/loaded.tsx"
import { Note } from "../ui/note.tsx"
import { Panel } from "../ui/panel.tsx"
import { StatusBadge } from "../ui/status.tsx"
import { StoredRow } from "./stored-row.tsx"
import { Drawn, Row } from "./triplet-row.tsx"
import { LARGEST_PLAYED_BYTES, usePlayedSound, type PlayedSound } from "./use-triplet.ts"

/** Original, stored bytes and playback of one call, under one cursor. */
export function WaveformsScreen({ recordingId }: { readonly recordingId: string }) {
  const recording = useRecording(recordingId)
  return (
    <div className="stack">
      <h1>Waveforms</h1>
      <Breadcrumbs
        crumbs={[
          { title: "Recordings", to: PATHS.recordings },
          { title: recordingId, to: recordingPath(recordingId) },
          { title: "Waveforms" },
        ]}
      />
      <Loaded query={recording} service="Web Services">
        {(detail) => <CallTriplet detail={detail} />}
      </Loaded>
      <CopyCommand command={`npx gir play ${recordingId} --out F`} />
    </div>
  )
}

function CallTriplet({ detail }: { readonly detail: RecordingDetail }) {
  const call = detail.recording.mediaFiles.find(({ receipt }) => receipt.kind === "call")
  if (call === undefined) return <p>This recording has no call.</p>
  return <Triplet recordingId={detail.recording.id} receipt={call.receipt} detail={detail} />
}

interface TripletProps {
  readonly recordingId: string
  readonly receipt: MediaReceipt
  readonly detail: RecordingDetail
}

function Triplet({ recordingId, receipt, detail }: TripletProps) {
  const playable = usePlayable(recordingId, receipt.mediaId)
  const played = usePlayedSound(playable.data, receipt)
  const audio = useRef<HTMLAudioElement>(null)
  const [positionMs, setPositionMs] = useState(0)
  const seek = (toMs: number): void => {
    if (audio.current !== null) audio.current.currentTime = toMs / 1_000
    setPositionMs(toMs)
  }
  const cursor = { positionMs, durationMs: receipt.durationMs, onSeek: seek }
  const proof = detail.proofs.find(({ mediaId }) => mediaId === receipt.mediaId)
  const isProved = (isEqual: boolean | null): boolean => isEqual ?? proof?.status === "plays"
  return (
    <Panel
      title={`Original, stored bytes, playback · ${formatDuration(positionMs)}`}
      actions={
        <Button data-play="" onClick={() => togglePlay(audio.current)}>
          Play
        </Button>
      }
    >
      {playable.data !== undefined && (
        <audio
          ref={audio}
          src={playable.data.address}
          crossOrigin="use-credentials"
          preload="metadata"
          onTimeUpdate={(event) => setPositionMs(event.currentTarget.currentTime * 1_000)}
        />
      )}
      <div className="panel-body stack">
        <Row title="original" says={shortHash(receipt.fingerprint.sha256)}>
          {played.data !== undefined && isProved(played.data.isEqual) ? (
            <Drawn label="Position in the original" sound={played.data} cursor={cursor} />
          ) : (
            <p className="muted">
              Only its fingerprint is kept. It is drawn when the playback is proved to be equal.
            </p>
          )}
        </Row>
        <StoredRow recordingId={recordingId} receipt={receipt} cursor={cursor} />
        <Row title="playback" says={<Verdict played={played.data} isProved={isProved} />}>
          <Loaded query={playable} service="RCS">
            {() =>
              receipt.plaintextBytes > LARGEST_PLAYED_BYTES ? (
                <p className="muted">It is too long to be drawn; Verify all proves it.</p>
              ) : (
                <Loaded query={played} service="RCS">
                  {(sound) => (
                    <Drawn label="Position in the playback" sound={sound} cursor={cursor} />
                  )}
                </Loaded>
              )
            }
          </Loaded>
        </Row>
        <Note>
          Entropy in bits per byte: 8 is noise. Lag-1: how far a sample tells the next one; 0 is
          noise. Both are computed here, from the bytes. More:{" "}
          <Link to={PATHS.noise}>ECB, GCM, wrong key</Link>.
        </Note>
      </div>
    </Panel>
  )
}

function togglePlay(audio: HTMLAudioElement | null): void {
  if (audio === null) return
  if (audio.paused) void audio.play().catch(() => undefined)
  else audio.pause()
}

interface VerdictProps {
  readonly played: PlayedSound | undefined
  readonly isProved: (isEqual: boolean | null) => boolean
}

function Verdict({ played, isProved }: VerdictProps) {
  if (played === undefined) return null
  if (isProved(played.isEqual)) {
    const { channels } = played
    const samples = `${channels.length} × ${formatCount(channels[0]?.length ?? 0)} samples`
    return <StatusBadge status="plays">{`equal: ${samples}`}</StatusBadge>
  }
  if (played.isEqual === null) return <StatusBadge status="notProved" />
  return <StatusBadge status="fails">not the original</StatusBadge>
}

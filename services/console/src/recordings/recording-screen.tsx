import type { MediaFileMetadata, RecordingDetail } from "@gir/contracts"
import { setQuery, useAddress } from "../router/address.ts"
import { Link } from "../router/link.tsx"
import { dataPathOf, PATHS, waveformsPath } from "../router/paths.ts"
import { Breadcrumbs } from "../ui/breadcrumbs.tsx"
import { Button } from "../ui/button.tsx"
import { CopyCommand } from "../ui/copy-command.tsx"
import { formatBytes, formatDuration, shortHash } from "../ui/format.ts"
import { Loaded } from "../ui/loaded.tsx"
import { Panel } from "../ui/panel.tsx"
import { EnvelopePanel } from "../envelope/envelope-panel.tsx"
import { MediaPlayer } from "./media-player.tsx"
import { RecordingHistory } from "./recording-history.tsx"
import { Recipients } from "./recipients.tsx"
import { recipientsOf } from "./recording-facts.ts"
import { useRecording } from "./recording-queries.ts"

const KIND_TITLES = { call: "Call", screen: "Screen", mux: "Call and screen" } as const

/** One recording: its parts, played, and their envelopes. */
export function RecordingScreen({ recordingId }: { readonly recordingId: string }) {
  const recording = useRecording(recordingId)
  return (
    <div className="stack">
      <h1>Recording</h1>
      <div className="page-title">
        <Breadcrumbs
          crumbs={[{ title: "Recordings", to: PATHS.recordings }, { title: recordingId }]}
        />
        <nav className="row" aria-label="Views of this recording">
          <Link to={dataPathOf(recordingId, "call", 1)}>Data path</Link>
          <Link to={waveformsPath(recordingId)}>Waveforms</Link>
        </nav>
      </div>
      <Loaded query={recording} service="Web Services">
        {(detail) => <Parts detail={detail} />}
      </Loaded>
      <CopyCommand command={`npx gir play ${recordingId} --out F`} />
    </div>
  )
}

function Parts({ detail }: { readonly detail: RecordingDetail }) {
  const { recording, heldCertificateIds } = detail
  const opened = useAddress().query.get("media")
  return (
    <>
      {recording.mediaFiles.map((file) => (
        <Part
          key={file.mediaId}
          recordingId={recording.id}
          file={file}
          heldCertificateIds={heldCertificateIds}
          isEnvelopeOpen={opened === file.mediaId}
        />
      ))}
      <RecordingHistory detail={detail} />
    </>
  )
}

interface PartProps {
  readonly recordingId: string
  readonly file: MediaFileMetadata
  readonly heldCertificateIds: readonly string[] | null
  readonly isEnvelopeOpen: boolean
}

function Part({ recordingId, file, heldCertificateIds, isEnvelopeOpen }: PartProps) {
  const { receipt, mediaId } = file
  return (
    <Panel
      title={KIND_TITLES[receipt.kind]}
      actions={
        receipt.protection !== null && (
          <Button
            aria-expanded={isEnvelopeOpen}
            onClick={() => setQuery("media", isEnvelopeOpen ? "" : mediaId)}
          >
            Envelope
          </Button>
        )
      }
    >
      <div className="panel-body stack">
        <MediaPlayer recordingId={recordingId} receipt={receipt} />
        <dl className="facts">
          <dt>File</dt>
          <dd className="mono">{receipt.storageKey}</dd>
          <dt>Length</dt>
          <dd>
            {formatDuration(receipt.durationMs)} · {receipt.type} · stored{" "}
            {formatBytes(receipt.storedBytes)}, clear {formatBytes(receipt.plaintextBytes)}
          </dd>
          <dt>Recipients</dt>
          <dd>
            <Recipients recipients={recipientsOf([file], heldCertificateIds)} />
          </dd>
          <dt>Fingerprint</dt>
          <dd>
            <span title={receipt.fingerprint.sha256}>{shortHash(receipt.fingerprint.sha256)}</span>{" "}
            {receipt.fingerprint.kind === "pcm" ? "of the samples" : "of the bytes"}
          </dd>
        </dl>
        {isEnvelopeOpen && <EnvelopePanel recordingId={recordingId} mediaId={mediaId} />}
      </div>
    </Panel>
  )
}

import type { MediaReceipt } from "@gir/contracts"
import { formatBytes } from "../ui/format.ts"
import { Loaded } from "../ui/loaded.tsx"
import { StatusBadge } from "../ui/status.tsx"
import { NoiseButton } from "./noise-button.tsx"
import type { SoundFacts } from "./sound-facts.ts"
import { MAX_SHOWN_WHOLE } from "./stored-bytes.ts"
import { Drawn, Row, type Cursor } from "./triplet-row.tsx"
import { useStoredPicture } from "./use-triplet.ts"

interface StoredRowProps {
  readonly recordingId: string
  readonly receipt: MediaReceipt
  readonly cursor: Cursor
}

/** The stored bytes, drawn as if they were sound. */
export function StoredRow({ recordingId, receipt, cursor }: StoredRowProps) {
  if (receipt.protection === null) {
    return (
      <Row title="stored" says={<StatusBadge status="warning">stored in clear</StatusBadge>}>
        <p className="muted">Clear media passes nobody but RCS: what is stored is the playback.</p>
      </Row>
    )
  }
  return <SealedRow {...{ recordingId, receipt, cursor }} />
}

function SealedRow({ recordingId, receipt, cursor }: StoredRowProps) {
  const stored = useStoredPicture(recordingId, receipt)
  const isCut = receipt.storedBytes > MAX_SHOWN_WHOLE
  const shown = isCut ? `the first ${formatBytes(MAX_SHOWN_WHOLE)} of ` : ""
  return (
    <Row
      title="stored"
      says={
        stored.data !== undefined && (
          <span className="stack-tight">
            {isNoise(stored.data.facts) ? (
              <StatusBadge status="held">noise, as it should</StatusBadge>
            ) : (
              <StatusBadge status="broken">not noise</StatusBadge>
            )}
            <NoiseButton samples={stored.data.channels[0] ?? new Float32Array()} />
          </span>
        )
      }
    >
      <Loaded query={stored} service="Web Services">
        {(picture) => (
          <Drawn label="Position in the stored bytes" sound={picture} cursor={cursor} />
        )}
      </Loaded>
      <p className="muted">
        {shown}
        {formatBytes(receipt.storedBytes)}
      </p>
    </Row>
  )
}

const NOISE_ENTROPY = 7.9
const NOISE_LAG1 = 0.05

/** Ciphertext of some kilobytes always is; a file of a few bytes has too little of everything. */
function isNoise({ entropy, lag1 }: SoundFacts): boolean {
  return entropy > NOISE_ENTROPY && Math.abs(lag1) < NOISE_LAG1
}

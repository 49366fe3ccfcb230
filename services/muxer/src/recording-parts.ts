import type { MediaKind, MediaReceipt, RecordingMetadata } from "@gir/contracts"
import { GirError } from "@gir/errors"

/** The two parts that are put together. */
export interface RecordingParts {
  readonly call: MediaReceipt
  readonly screen: MediaReceipt
}

/** @returns the receipt of one part, or `null` when the recording has none of this kind. */
export function partOf(recording: RecordingMetadata, kind: MediaKind): MediaReceipt | null {
  const file = recording.mediaFiles.find(({ receipt }) => receipt.kind === kind)
  return file?.receipt ?? null
}

/** @throws ERR_MUX_PART_MISSING, which is retryable: the other part may be on its way. */
export function bothParts(recording: RecordingMetadata): RecordingParts {
  const call = partOf(recording, "call")
  const screen = partOf(recording, "screen")
  if (call !== null && screen !== null) return { call, screen }
  const missing = call === null ? "call" : "screen"
  throw new GirError(
    "ERR_MUX_PART_MISSING",
    `recording ${recording.id} has no ${missing} recording yet`,
    { fields: { recordingId: recording.id, missing } },
  )
}

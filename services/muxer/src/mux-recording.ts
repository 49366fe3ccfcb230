import type { MediaReceipt, MuxRecording, RecordingMetadata, StoredReference } from "@gir/contracts"
import { toGirError } from "@gir/errors"
import type { Clock } from "@gir/sim"
import type { Certificate } from "@gir/x509"
import type { OpenStreams } from "./open-streams.ts"
import type { PublishMux, RemoveLosers } from "./publish-mux.ts"
import { bothParts, partOf, type RecordingParts } from "./recording-parts.ts"
import type { RecordingsClient } from "./recordings-client.ts"
import { assertSameProtection, type ClearCallPolicy } from "./same-protection.ts"
import type { StoreMux } from "./store-mux.ts"
import type { MuxRun } from "./mux-run.ts"

export interface MuxRecordingDeps {
  readonly rws: Pick<RecordingsClient, "recording" | "addEvent">
  readonly clock: Clock
  readonly clearCall: ClearCallPolicy
  readonly openStreams: OpenStreams
  /** Whom the muxed file is made for; nobody when both parts are clear. */
  readonly findRecipients: (parts: RecordingParts) => Promise<readonly Certificate[]>
  readonly storeMux: StoreMux
  readonly publishMux: PublishMux
  readonly removeLosers: RemoveLosers
}

/**
 * Puts call and screen of one recording into one file: flow 1, step 10. May be called again, and at
 * the same time, for the same recording: one muxed file stays.
 *
 * @throws ERR_MUX_…, ERR_RCS_KEY_NOT_FOUND with the part in `fields.part`, ERR_MEDIA_…,
 * ERR_STORAGE_…, ERR_SERVICE_UNAVAILABLE; the two parts are never touched.
 */
export async function muxRecording(
  job: MuxRecording,
  deps: MuxRecordingDeps,
  run: MuxRun,
): Promise<StoredReference> {
  const recording = await deps.rws.recording(job.recordingId)
  const muxed = partOf(recording, "mux")
  if (muxed !== null) {
    // An earlier try may have been killed after its receipt was saved and before it tidied up.
    await deps.removeLosers(recording.id, muxed.storageKey)
    return referenceOf(muxed)
  }
  const parts = bothParts(recording)
  await refuseMixedProtection(recording, parts, deps)
  const streams = await deps.openStreams(parts)
  const recipients = await deps.findRecipients(parts)
  const media = await deps.storeMux({ recordingId: recording.id, parts, streams, recipients, run })
  return referenceOf(await deps.publishMux(recording.id, media))
}

/** The refusal is written into the recording's history, once, before the job ends with it. */
async function refuseMixedProtection(
  { id, eventHistory }: RecordingMetadata,
  parts: RecordingParts,
  { rws, clock, clearCall }: MuxRecordingDeps,
): Promise<void> {
  try {
    assertSameProtection(parts, clearCall)
  } catch (error) {
    const { code, message } = toGirError(error)
    const isWritten = eventHistory.some(
      (past) => past.event === "mux-refused" && past.code === code,
    )
    const occurredAt = clock.now().toISOString()
    if (!isWritten) await rws.addEvent(id, { event: "mux-refused", occurredAt, code, message })
    throw error
  }
}

function referenceOf({ mediaId, storageKey, storedBytes }: MediaReceipt): StoredReference {
  return { mediaId, storageKey, storedBytes }
}

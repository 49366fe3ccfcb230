import { describeMediaFile, type MediaReceipt, type RecordingEvent } from "@gir/contracts"
import type { RwsParts } from "../rws-parts.ts"
import { readReceipt } from "../media/media-store.ts"
import { assertStorableText } from "../storable-text.ts"
import { assertConsistentReceipt, assertDates } from "./check-metadata.ts"
import { mergeRecording } from "./merge-recording.ts"
import { findRecording } from "./read-recordings.ts"

/**
 * Adds a media file that was made from the recording's other parts: the mux.
 *
 * @returns the receipt that counts. Another storage key than the one that was sent means that an
 * earlier try won, and that the sender may delete its own object.
 * @throws ERR_RWS_RECORDING_UNKNOWN, ERR_RWS_RECORDING_DELETED, ERR_RWS_METADATA_INCONSISTENT
 */
export async function addMediaFile(
  parts: RwsParts,
  recordingId: string,
  receipt: MediaReceipt,
): Promise<MediaReceipt> {
  assertConsistentReceipt(recordingId, receipt)
  const occurredAt = parts.clock.now().toISOString()
  const context = { recordingId, tenant: "", ivrProfileName: "", parameters: {} }
  await mergeInto(parts, recordingId, {
    mediaFiles: [describeMediaFile(receipt, context)],
    events: receipt.kind === "mux" ? [{ event: "muxed", occurredAt }] : [],
  })
  return readReceipt(parts, receipt.mediaId)
}

/**
 * Adds an event to the history; an event with the same name and code is told once.
 *
 * @throws ERR_RWS_RECORDING_UNKNOWN, ERR_RWS_RECORDING_DELETED
 */
export async function addEvent(
  parts: RwsParts,
  recordingId: string,
  event: RecordingEvent,
): Promise<void> {
  assertStorableText(event, "the event")
  assertDates({ occurredAt: event.occurredAt })
  await mergeInto(parts, recordingId, { mediaFiles: [], events: [event] })
}

async function mergeInto(
  { database, contactCenterId, region }: RwsParts,
  recordingId: string,
  addition: Pick<Parameters<typeof mergeRecording>[1], "mediaFiles" | "events">,
): Promise<void> {
  const row = await findRecording(database, { contactCenterId, recordingId, region })
  await mergeRecording(database, {
    recordingId,
    contactCenterId,
    startTime: row.start_time,
    stopTime: row.stop_time,
    call: null,
    ...addition,
  })
}

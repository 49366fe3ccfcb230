import { mediaIdOf, type MediaReceipt, type RecordingMetadata } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { assertStorableText } from "../storable-text.ts"

/**
 * Checks that all parts of posted metadata speak of the same recording. RWS serves and deletes the
 * object that a receipt names, so that a receipt must not name another recording's object.
 *
 * @throws ERR_RWS_METADATA_INCONSISTENT, ERR_BAD_REQUEST
 */
export function assertConsistentMetadata(metadata: RecordingMetadata): void {
  assertStorableText(metadata, "the recording metadata")
  assertDates({ startTime: metadata.startTime, stopTime: metadata.stopTime })
  for (const event of metadata.eventHistory) assertDates({ occurredAt: event.occurredAt })
  for (const file of metadata.mediaFiles) {
    if (file.callUUID !== metadata.id || file.mediaId !== file.receipt.mediaId) {
      inconsistent(`media file ${file.mediaId} belongs to another recording than ${metadata.id}`, {
        recordingId: metadata.id,
        mediaId: file.mediaId,
      })
    }
    assertDates({ startTime: file.startTime, stopTime: file.stopTime })
    assertConsistentReceipt(metadata.id, file.receipt)
  }
}

/** @throws ERR_RWS_METADATA_INCONSISTENT, ERR_BAD_REQUEST */
export function assertConsistentReceipt(recordingId: string, receipt: MediaReceipt): void {
  assertStorableText(receipt, "the receipt")
  assertDates({ startTime: receipt.startTime, stopTime: receipt.stopTime })
  const fields = { recordingId, mediaId: receipt.mediaId, storageKey: receipt.storageKey }
  if (receipt.mediaId !== mediaIdOf(recordingId, receipt.kind)) {
    inconsistent(`receipt ${receipt.mediaId} is no ${receipt.kind} of ${recordingId}`, fields)
  }
  const isInside =
    receipt.storageKey.startsWith(`${recordingId}/`) &&
    !receipt.storageKey.split("/").some((segment) => segment === "" || segment.startsWith("."))
  if (!isInside) inconsistent(`the object of ${receipt.mediaId} lies outside its recording`, fields)
  if (receipt.segments.totalBytes !== receipt.storedBytes) {
    inconsistent(`the segments of ${receipt.mediaId} do not cover the stored object`, fields)
  }
}

/** The schema checks the form of a time only: the 99th of a month has that form. */
export function assertDates(times: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(times)) {
    const date = new Date(text)
    if (!Number.isNaN(date.getTime()) && date.toISOString() === text) continue
    throw new GirError("ERR_BAD_REQUEST", `${name} is no date: ${text}`, { where: name })
  }
}

export function inconsistent(message: string, fields: Readonly<Record<string, unknown>>): never {
  throw new GirError("ERR_RWS_METADATA_INCONSISTENT", message, { fields })
}

import type { MediaReceipt, ProcessRecording, StoredReference } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { StorageDestination } from "@gir/storage"
import { describeRecording } from "./describe-recording.ts"
import type { RecordingsApi } from "./recordings-api.ts"

export interface ProcessRecordingParts {
  readonly storage: StorageDestination
  readonly recordings: RecordingsApi
}

/**
 * Flow 1, step 6: completes the metadata of a stored call and posts them. Doing it twice saves them
 * once.
 *
 * @returns where the call lies, as Interaction Recording Web Services know it.
 * @throws ERR_PROCESSOR_OBJECT_MISSING, ERR_PROCESSOR_OBJECT_SIZE, what the Storage Destination and
 * Interaction Recording Web Services answer.
 */
export async function processRecording(
  { storage, recordings }: ProcessRecordingParts,
  payload: ProcessRecording,
  signal: AbortSignal,
): Promise<StoredReference> {
  await assertStored(storage, payload.media)
  const saved = await recordings.save(describeRecording(payload), signal)
  const file = saved.mediaFiles.find(({ mediaId }) => mediaId === payload.media.mediaId)
  const { mediaId, storageKey, storedBytes } = file?.receipt ?? payload.media
  return { mediaId, storageKey, storedBytes }
}

/** Metadata must not promise what cannot be played, so the object is looked at, not opened. */
async function assertStored(storage: StorageDestination, media: MediaReceipt): Promise<void> {
  const stored = await storage.head(media.storageKey)
  const fields = { mediaId: media.mediaId, storageKey: media.storageKey }
  if (stored === null) {
    throw new GirError(
      "ERR_PROCESSOR_OBJECT_MISSING",
      `the Storage Destination holds no object for ${media.mediaId}`,
      { fields },
    )
  }
  if (stored.storedBytes === media.storedBytes) return
  throw new GirError(
    "ERR_PROCESSOR_OBJECT_SIZE",
    `the object of ${media.mediaId} has ${stored.storedBytes} bytes, its receipt says ${media.storedBytes}`,
    { fields: { ...fields, storedBytes: stored.storedBytes, receiptBytes: media.storedBytes } },
  )
}

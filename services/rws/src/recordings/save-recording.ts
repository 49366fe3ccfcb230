import type { RecordingMetadata } from "@gir/contracts"
import type { RwsParts } from "../rws-parts.ts"
import { nearestDecryptUriPrefix } from "../settings/setting-store.ts"
import { assertConsistentMetadata } from "./check-metadata.ts"
import { mergeRecording } from "./merge-recording.ts"
import { readRecording } from "./read-recordings.ts"
import { requestMuxWhenComplete } from "./request-mux.ts"

/**
 * Saves the metadata of a recorded call, and asks for a mux when its screen is there already.
 *
 * @returns the recording as it is now: where a media file was there before, that one's receipt.
 * @throws ERR_RWS_METADATA_INCONSISTENT, ERR_RWS_RECORDING_DELETED, ERR_BAD_REQUEST
 */
export async function saveRecording(
  parts: RwsParts,
  metadata: RecordingMetadata,
): Promise<RecordingMetadata> {
  const { database, contactCenterId, jobs, nodePath, region } = parts
  assertConsistentMetadata(metadata)
  await mergeRecording(database, {
    recordingId: metadata.id,
    contactCenterId,
    startTime: metadata.startTime,
    stopTime: metadata.stopTime,
    call: {
      callerPhoneNumber: metadata.callerPhoneNumber,
      dialedPhoneNumber: metadata.dialedPhoneNumber,
      // The recorder's own node posts it, so that it is of this node's region unless it says so.
      region: metadata.region ?? region,
    },
    mediaFiles: metadata.mediaFiles,
    events: metadata.eventHistory,
  })
  const decryptUriPrefix = await nearestDecryptUriPrefix(database, contactCenterId, nodePath)
  const key = { contactCenterId, recordingId: metadata.id, region: null, decryptUriPrefix }
  const saved = await readRecording(database, key)
  await requestMuxWhenComplete(jobs, saved)
  return saved
}

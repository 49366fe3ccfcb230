import type { RwsParts } from "../rws-parts.ts"
import { unknownMedia } from "../media/media-store.ts"
import { mediaUriOf, noDecryptUri } from "../settings/decrypt-uri-prefix.ts"
import { nearestDecryptUriPrefix } from "../settings/setting-store.ts"
import { readRecording } from "./read-recordings.ts"

export interface WantedMediaUri {
  readonly recordingId: string
  readonly mediaId: string
  /** Address of the contact center's ops door, for the next step when nothing is set. */
  readonly opsUri: string
}

/**
 * Tells a player where it finds a media file, decrypted.
 *
 * @throws ERR_RWS_RECORDING_UNKNOWN, ERR_RWS_RECORDING_DELETED, ERR_RWS_MEDIA_UNKNOWN,
 * ERR_RWS_NO_DECRYPT_URI
 */
export async function findMediaUri(
  { database, contactCenterId, nodePath, region }: RwsParts,
  { recordingId, mediaId, opsUri }: WantedMediaUri,
): Promise<string> {
  const key = { contactCenterId, recordingId, region, decryptUriPrefix: null }
  const recording = await readRecording(database, key)
  if (!recording.mediaFiles.some((file) => file.mediaId === mediaId)) throw unknownMedia(mediaId)
  const prefix = await nearestDecryptUriPrefix(database, contactCenterId, nodePath)
  if (prefix === null) throw noDecryptUri(nodePath, opsUri)
  return mediaUriOf(prefix, mediaId)
}

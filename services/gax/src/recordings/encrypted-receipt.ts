import type { MediaReceipt } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { GaxParts } from "../gax-parts.ts"

/**
 * @returns the receipt of a media file whose stored bytes may pass GAX.
 * @throws ERR_NOT_FOUND, ERR_GAX_MEDIA_NOT_ENCRYPTED
 */
export async function encryptedReceipt(
  recordingId: string,
  mediaId: string,
  { peers }: GaxParts,
): Promise<MediaReceipt> {
  const { mediaFiles } = await peers.rws.recording(recordingId)
  const receipt = mediaFiles.find((file) => file.mediaId === mediaId)?.receipt
  if (receipt === undefined) {
    throw new GirError("ERR_NOT_FOUND", "the recording has no such media file", {
      fields: { recordingId, mediaId },
    })
  }
  // Clear media is plaintext, and none of it passes GAX.
  if (receipt.protection === null) {
    throw new GirError("ERR_GAX_MEDIA_NOT_ENCRYPTED", "the media file is stored in clear", {
      fields: { mediaId },
    })
  }
  return receipt
}

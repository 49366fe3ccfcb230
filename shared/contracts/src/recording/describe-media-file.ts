import type { MediaReceipt } from "./media-receipt.ts"
import type { MediaType } from "./primitives.ts"
import type { MediaFileMetadata } from "./recording-metadata.ts"

/** What a receipt does not know of its recording. */
export interface MediaFileContext {
  readonly recordingId: string
  readonly tenant: string
  readonly ivrProfileName: string
  readonly parameters: Readonly<Record<string, string>>
}

/** File name extension of each MIME type, with its dot. */
export const MEDIA_EXTENSIONS: Readonly<Record<MediaType, string>> = {
  "audio/wav": ".wav",
  "audio/mp3": ".mp3",
  "video/mp4": ".mp4",
}

/**
 * Writes a receipt down in the shape of recording metadata, where numbers are text.
 *
 * @returns the media file without `mediaUri`, which depends on the node that is asked.
 */
export function describeMediaFile(
  receipt: MediaReceipt,
  context: MediaFileContext,
): MediaFileMetadata {
  const playName = `${receipt.mediaId}${MEDIA_EXTENSIONS[receipt.type]}`
  return {
    mediaId: receipt.mediaId,
    mediaPath: `/${receipt.storageKey}`,
    playPath: `/recordings/${context.recordingId}/play/${playName}`,
    startTime: receipt.startTime,
    stopTime: receipt.stopTime,
    callUUID: context.recordingId,
    type: receipt.type,
    duration: String(Math.round(receipt.durationMs)),
    tenant: context.tenant,
    ivrprofile: context.ivrProfileName,
    size: String(receipt.plaintextBytes),
    parameters: { ...context.parameters },
    receipt,
  }
}

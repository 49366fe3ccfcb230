import type { RecordScreen, StoredReference } from "@gir/contracts"
import { captureScreen } from "@gir/media"
import type { Clock } from "@gir/sim"
import type { ScreenIntake } from "./screen-intake.ts"

export interface RecordScreenDeps {
  readonly intake: ScreenIntake
  readonly clock: Clock
}

/**
 * Records one screen and uploads it while it is recorded. Doing it again stores nothing new: rws
 * keeps the first screen of a recording and answers with that one.
 *
 * @returns where rws stored it.
 * @throws ERR_MEDIA_… for a bad MP4, before anything is sent; ERR_RWS_…, ERR_STORAGE_…,
 * ERR_SERVICE_UNAVAILABLE, ERR_SCREEN_ANSWER_INVALID from the upload.
 */
export async function recordScreen(
  job: RecordScreen,
  { intake, clock }: RecordScreenDeps,
  signal: AbortSignal,
): Promise<StoredReference> {
  const { recordingId, agentId } = job
  const startTime = clock.now()
  const media = await captureScreen({ ...job, startTime })
  try {
    return await intake.upload({
      recordingId,
      agentId,
      startTime,
      fileName: fileNameOf(recordingId, startTime),
      media,
      signal,
    })
  } finally {
    // An upload that was refused has not read the stream, and ffmpeg would wait for a reader.
    media.stream.destroy()
  }
}

/** @returns a name without an extension, in characters that every Storage Destination takes. */
function fileNameOf(recordingId: string, startTime: Date): string {
  const [date = "", time = ""] = startTime.toISOString().slice(0, 19).split("T")
  return `${recordingId}_${date}_${time.replaceAll(":", "-")}_screen`
}

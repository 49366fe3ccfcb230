import type { MuxRequested, RecordingMetadata } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { Jobs } from "@gir/queue"

/**
 * Adds the job `mux-recording` when call and screen are both present and not muxed yet. Called after
 * every part that arrives, even a repeated one: the job has the recording's id, so that it is one
 * job, and a process that died before this line is made good by the next delivery.
 */
export async function requestMuxWhenComplete(
  jobs: Jobs,
  recording: RecordingMetadata,
): Promise<void> {
  if (!hasBothParts(recording) || has(recording, "mux")) return
  await jobs.add("mux-recording", { recordingId: recording.id })
}

/**
 * Asks for a mux again, for example after the reason of a refusal is gone.
 *
 * @throws ERR_RWS_NOTHING_TO_MUX
 */
export async function requestMux(jobs: Jobs, recording: RecordingMetadata): Promise<MuxRequested> {
  if (!hasBothParts(recording)) {
    const kinds = recording.mediaFiles.map((file) => file.receipt.kind)
    throw new GirError(
      "ERR_RWS_NOTHING_TO_MUX",
      `recording ${recording.id} has ${kinds.length === 0 ? "no media file" : `only ${kinds.join(", ")}`}`,
      { fields: { recordingId: recording.id, kinds } },
    )
  }
  const { id, isNew } = await jobs.add("mux-recording", { recordingId: recording.id })
  if (!isNew) await jobs.retry("mux-recording", id)
  return { jobId: id, isNew }
}

function hasBothParts(recording: RecordingMetadata): boolean {
  return has(recording, "call") && has(recording, "screen")
}

function has(recording: RecordingMetadata, kind: "call" | "screen" | "mux"): boolean {
  return recording.mediaFiles.some((file) => file.receipt.kind === kind)
}

import type { JobPayload, JobResult } from "@gir/contracts"

let count = 0

/** A payload that no other test uses. */
export function newMux(): JobPayload<"mux-recording"> {
  count += 1
  return { recordingId: `${process.pid}X${count}`.padStart(32, "0") }
}

export function stored(recordingId: string): JobResult<"mux-recording"> {
  return { mediaId: `${recordingId}-mux`, storageKey: `${recordingId}/mux.mp4`, storedBytes: 17 }
}

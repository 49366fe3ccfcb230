import type { RecordingDetail, WalkMedia, WalkPath, WalkSlide, WalkStep } from "@gir/contracts"

/** @returns the recording that a slide is about; null when its step has seen none. */
export function recordingOf(
  { of }: WalkSlide,
  { path }: WalkStep,
  media: readonly WalkMedia[],
): string | null {
  if (of === null) return path?.recordingId ?? null
  return media.findLast(({ group }) => group === of)?.recordingId ?? null
}

/** @returns the path that the step tells of this recording, or null. */
export function toldAt(
  { chain }: WalkSlide,
  { path }: WalkStep,
  recordingId: string,
): WalkPath | null {
  return chain === "call" && path?.recordingId === recordingId ? path : null
}

/**
 * A recording as it was when a step ended: whoever looks back at an earlier slide sees what the class
 * saw then, whatever was done to the keys since.
 */
export function detailAt(
  detail: RecordingDetail,
  step: number,
  media: readonly WalkMedia[],
): RecordingDetail {
  const ids = new Set(detail.recording.mediaFiles.map(({ mediaId }) => mediaId))
  const proofs = media
    .filter(({ mediaId }) => ids.has(mediaId))
    .flatMap(({ mediaId, verdicts }) =>
      verdicts
        .filter((verdict) => verdict.step === step)
        .map(({ status, code, openedBy }) => ({ mediaId, status, code, openedBy, at: null })),
    )
  return { ...detail, proofs }
}

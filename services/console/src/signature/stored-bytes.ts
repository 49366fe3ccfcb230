/** GAX hands out so much of a stored object at once. */
export const MAX_SHOWN_WHOLE = 1_048_576

/** @returns the address of the first stored bytes, as they lie there. */
export function storedBytesPath(recordingId: string, mediaId: string, bytes: number): string {
  const shown = Math.min(bytes, MAX_SHOWN_WHOLE)
  return `/recordings/${recordingId}/media/${mediaId}/stored?from=0&bytes=${shown}`
}

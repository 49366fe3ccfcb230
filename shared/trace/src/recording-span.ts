import type { SpanOptions } from "./span.ts"

export interface MediaName {
  readonly recordingId: string
  readonly kind: "call" | "screen" | "mux"
}

/**
 * The span of what is done to a media file's bytes; of the file it names no more than which it is.
 *
 * @param verb `store` where it is stored in clear.
 */
export function recordingSpan(
  verb: "encrypt" | "store" | "decrypt",
  { recordingId, kind }: MediaName,
): SpanOptions {
  return {
    name: `${verb} recording`,
    attributes: { "gir.recording.id": recordingId, "gir.media.kind": kind },
  }
}

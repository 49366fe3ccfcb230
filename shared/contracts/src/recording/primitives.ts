import { Type, type Static } from "typebox"

/** Lower-case hexadecimal SHA-256. */
export const Sha256 = Type.String({ pattern: "^[0-9a-f]{64}$" })

/** Call UUID: 32 upper-case letters and digits, the id of a recording in the real system. */
export const RecordingId = Type.String({ pattern: "^[0-9A-Z]{32}$" })
export type RecordingId = Static<typeof RecordingId>

/** `<recording id>-call`, `-screen` or `-mux`: one recording has one or more media files. */
export const MediaId = Type.String({ pattern: "^[0-9A-Z]{32}-(call|screen|mux)$" })
export type MediaId = Static<typeof MediaId>

export const MediaKind = Type.Union([
  Type.Literal("call"),
  Type.Literal("screen"),
  Type.Literal("mux"),
])
export type MediaKind = Static<typeof MediaKind>

/** The MIME types that a media file can have. */
export const MediaType = Type.Union([
  Type.Literal("audio/wav"),
  Type.Literal("audio/mp3"),
  Type.Literal("video/mp4"),
])
export type MediaType = Static<typeof MediaType>

/** A date in UTC, ISO 8601 with milliseconds. */
export const Timestamp = Type.String({
  pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$",
})

export const EnvelopeProfile = Type.Union([Type.Literal("classic"), Type.Literal("modern")])
/** `classic`: EnvelopedData, AES-CBC, PKCS #1 v1.5. `modern`: AuthEnvelopedData, AES-GCM, OAEP. */
export type EnvelopeProfile = Static<typeof EnvelopeProfile>

/** The media id of the `kind` part of a recording. */
export function mediaIdOf(recordingId: RecordingId, kind: MediaKind): MediaId {
  return `${recordingId}-${kind}`
}

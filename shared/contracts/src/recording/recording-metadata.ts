import { Type, type Static } from "typebox"
import { MediaReceipt } from "./media-receipt.ts"
import { MediaId, MediaType, RecordingId, Timestamp } from "./primitives.ts"

/** What is known of a call when its recording starts. */
export const CallDescription = Type.Object(
  {
    recordingId: RecordingId,
    callerPhoneNumber: Type.String(),
    dialedPhoneNumber: Type.String(),
    agentId: Type.String(),
    connectionId: Type.String(),
    tenant: Type.String(),
    ivrProfileDbid: Type.Integer({ minimum: 1 }),
    ivrProfileName: Type.String(),
    /** Version of the profile that was pinned when the recording started. */
    ivrProfileVersion: Type.Integer({ minimum: 1 }),
    /** The Media Control Platform that recorded it. */
    mcp: Type.String(),
    startTime: Timestamp,
    stopTime: Timestamp,
  },
  { additionalProperties: false },
)
export type CallDescription = Static<typeof CallDescription>

/** One media file as Interaction Recording Web Services returns it: numbers are strings there. */
export const MediaFileMetadata = Type.Object(
  {
    mediaId: MediaId,
    /** Where a player finds the decrypted media; absent when no decrypt-uri-prefix serves it. */
    mediaUri: Type.Optional(Type.String()),
    mediaPath: Type.String(),
    playPath: Type.String(),
    startTime: Timestamp,
    stopTime: Timestamp,
    callUUID: RecordingId,
    type: MediaType,
    /** Milliseconds, as decimal digits. */
    duration: Type.String({ pattern: "^\\d+$" }),
    tenant: Type.String(),
    ivrprofile: Type.String(),
    /** Bytes of the clear media file, as decimal digits. */
    size: Type.String({ pattern: "^\\d+$" }),
    parameters: Type.Record(Type.String(), Type.String()),
    /** Simulator extension: the real product's encryption fields are not public. */
    receipt: MediaReceipt,
  },
  { additionalProperties: false },
)
export type MediaFileMetadata = Static<typeof MediaFileMetadata>

export const RecordingEvent = Type.Object(
  {
    event: Type.Union([
      Type.Literal("recorded"),
      Type.Literal("screen-recorded"),
      Type.Literal("muxed"),
      Type.Literal("mux-refused"),
    ]),
    occurredAt: Timestamp,
    /** Error code, when the event is a refusal. */
    code: Type.Optional(Type.String()),
    message: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)
export type RecordingEvent = Static<typeof RecordingEvent>

/** A recording: one interaction, one or more media files. */
export const RecordingMetadata = Type.Object(
  {
    id: RecordingId,
    callerPhoneNumber: Type.String(),
    dialedPhoneNumber: Type.String(),
    startTime: Timestamp,
    stopTime: Timestamp,
    region: Type.Optional(Type.String()),
    mediaFiles: Type.Array(MediaFileMetadata),
    eventHistory: Type.Array(RecordingEvent),
  },
  { additionalProperties: false },
)
export type RecordingMetadata = Static<typeof RecordingMetadata>

import { Type, type Static } from "typebox"
import { MediaId, RecordingId } from "../recording/primitives.ts"
import { RecordingMetadata } from "../recording/recording-metadata.ts"
import { ScreenRecordingSetting } from "./settings.ts"

const strict = { additionalProperties: false }

/** The contact center that an installation starts with, in hexadecimal as the ops door takes it. */
export const DEFAULT_CONTACT_CENTER_ID = "6b8f1c2e4d7a4e0f9a3c5d1b7e2f8a60"

/** Hexadecimal, with or without the dashes of a UUID, in either case. */
export const ContactCenterParams = Type.Object(
  { contactCenterId: Type.String({ pattern: "^[0-9A-Fa-f-]{1,36}$" }) },
  strict,
)
export type ContactCenterParams = Static<typeof ContactCenterParams>

export const ContactCenterRecordingParams = Type.Object(
  { ...ContactCenterParams.properties, recordingId: RecordingId },
  strict,
)
export type ContactCenterRecordingParams = Static<typeof ContactCenterRecordingParams>

export const RecordingParams = Type.Object({ recordingId: RecordingId }, strict)
export type RecordingParams = Static<typeof RecordingParams>

export const RecordingMediaParams = Type.Object(
  { recordingId: RecordingId, mediaId: MediaId },
  strict,
)
export type RecordingMediaParams = Static<typeof RecordingMediaParams>

/** The documented playback path: `/api/v2/recordings/<id>/play/<media id>.<extension>`. */
export const RecordingPlayParams = Type.Object(
  {
    recordingId: RecordingId,
    fileName: Type.String({ pattern: "^[0-9A-Z]{32}-(call|screen|mux)\\.[a-z0-9]{2,4}$" }),
  },
  strict,
)
export type RecordingPlayParams = Static<typeof RecordingPlayParams>

export const MediaParams = Type.Object({ mediaId: MediaId }, strict)
export type MediaParams = Static<typeof MediaParams>

/** The answer of the ops door when there is nothing more to say. */
export const StatusAnswer = Type.Object({ statusCode: Type.Literal(0) }, strict)
export type StatusAnswer = Static<typeof StatusAnswer>

/** `GET /api/v2/ops/contact-centers`: one address per contact center, its id at the end. */
export const ContactCenterList = Type.Object(
  { statusCode: Type.Literal(0), uris: Type.Array(Type.String()) },
  strict,
)
export type ContactCenterList = Static<typeof ContactCenterList>

export const ScreenRecordingSettingList = Type.Object(
  { statusCode: Type.Literal(0), settings: Type.Array(ScreenRecordingSetting) },
  strict,
)
export type ScreenRecordingSettingList = Static<typeof ScreenRecordingSettingList>

export const SettingLocationQuery = Type.Object(
  { location: Type.Optional(Type.String({ pattern: "^/", maxLength: 255 })) },
  strict,
)
export type SettingLocationQuery = Static<typeof SettingLocationQuery>

/** A search: exact and case-sensitive values, in which `*` stands for any text. */
export const RecordingQuery = Type.Object(
  {
    callerPhoneNumber: Type.Optional(Type.String({ maxLength: 255 })),
    dialedPhoneNumber: Type.Optional(Type.String({ maxLength: 255 })),
    /** The `next` of the page before. */
    after: Type.Optional(
      Type.String({ pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{12}Z_[0-9A-Z]{32}$" }),
    ),
  },
  strict,
)
export type RecordingQuery = Static<typeof RecordingQuery>

/** At most 100 recordings, newest first. */
export const RecordingList = Type.Object(
  {
    statusCode: Type.Literal(0),
    recordings: Type.Array(RecordingMetadata, { maxItems: 100 }),
    /** The value of `after` for the next page; null on the last one. */
    next: Type.Union([Type.String(), Type.Null()]),
  },
  strict,
)
export type RecordingList = Static<typeof RecordingList>

/** Where a player finds one media file, decrypted. */
export const MediaUri = Type.Object({ mediaUri: Type.String() }, strict)
export type MediaUri = Static<typeof MediaUri>

export const MuxRequested = Type.Object(
  {
    /** Id of the `mux-recording` job. */
    jobId: Type.String(),
    /** False when the job was there already and is only offered again. */
    isNew: Type.Boolean(),
  },
  strict,
)
export type MuxRequested = Static<typeof MuxRequested>

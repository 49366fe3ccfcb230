import { Type, type Static } from "typebox"
import { MediaId, Timestamp } from "../recording/primitives.ts"

const strict = { additionalProperties: false }

export const Credentials = Type.Object(
  {
    userName: Type.String({ minLength: 1, maxLength: 128 }),
    password: Type.String({ minLength: 1, maxLength: 1_024 }),
  },
  strict,
)
export type Credentials = Static<typeof Credentials>

export const Privilege = Type.Union([
  Type.Literal("Administration of Recording Certificates and Keys"),
  Type.Literal("Decrypt a Recording"),
])
export type Privilege = Static<typeof Privilege>

export const Session = Type.Object(
  { sessionId: Type.String(), userName: Type.String(), privileges: Type.Array(Privilege) },
  strict,
)
export type Session = Static<typeof Session>

export const PlaybackTokenRequest = Type.Object({ mediaId: MediaId }, strict)
export type PlaybackTokenRequest = Static<typeof PlaybackTokenRequest>

/** A short-lived right to play one media file, for a player that cannot log in. */
export const PlaybackToken = Type.Object(
  { token: Type.String(), mediaId: MediaId, expiresAt: Timestamp },
  strict,
)
export type PlaybackToken = Static<typeof PlaybackToken>

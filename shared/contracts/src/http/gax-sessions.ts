import { Type, type Static } from "typebox"
import { Timestamp } from "../recording/primitives.ts"
import { Privilege } from "./sessions.ts"

const strict = { additionalProperties: false }

/** Header with a session's id, for programs; a browser's session is a cookie it cannot read. */
export const GAX_SESSION_HEADER = "x-gax-session"

/**
 * Header that every request other than GET carries when its session is the cookie, with any value.
 * A page of another origin cannot send it.
 */
export const GAX_CONSOLE_HEADER = "x-gax-console"

/** Who is logged in, as `GET /api/session` tells it. It does not hold the session's id. */
export const SessionInfo = Type.Object(
  {
    userName: Type.String(),
    privileges: Type.Array(Privilege),
    /** When the session's list of certificates was taken. */
    loggedInAt: Timestamp,
    /** The time of GAX, by which a certificate is expired or not. */
    now: Timestamp,
    /** The session ends when nobody uses it for so long. */
    idleTimeoutMs: Type.Integer({ minimum: 1 }),
  },
  strict,
)
export type SessionInfo = Static<typeof SessionInfo>

import { Type, type Static } from "typebox"
import { Timestamp } from "../recording/primitives.ts"

/**
 * Query of `PUT /api/v2/screen-recordings/:recordingId`, whose body is the clear `video/mp4`.
 * The recorder measured the duration: RWS opens no media file.
 */
export const ScreenIntakeQuery = Type.Object(
  {
    agentId: Type.String({ maxLength: 255 }),
    startTime: Timestamp,
    durationMs: Type.Number({ minimum: 0, maximum: 86_400_000 }),
    /** Name of the media file, `.mp4` at its end or not. */
    fileName: Type.String({ pattern: "^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$" }),
  },
  { additionalProperties: false },
)
export type ScreenIntakeQuery = Static<typeof ScreenIntakeQuery>

import { Type, type Static } from "typebox"
import { RecordingId } from "../recording/primitives.ts"

const strict = { additionalProperties: false }
const Count = Type.Integer({ minimum: 0 })
const MAX_WAIT_MS = 600_000

/** A call that is spoken now and comes as RTP to a Media Control Platform. */
export const LiveCall = Type.Object(
  {
    recordingId: RecordingId,
    ivrProfileDbid: Type.Integer({ minimum: 1 }),
    callerPhoneNumber: Type.String(),
    dialedPhoneNumber: Type.String(),
    agentId: Type.String(),
    connectionId: Type.String(),
    /** UDP port that the recorder listens on; 0 for one that is free. */
    rtpPort: Type.Integer({ minimum: 0, maximum: 65_535 }),
    /** The call fails when no sound has come by then. */
    waitMs: Type.Integer({ minimum: 1, maximum: MAX_WAIT_MS }),
  },
  strict,
)
export type LiveCall = Static<typeof LiveCall>

/** What names a live call in an address. */
export const LiveCallParams = Type.Object({ recordingId: RecordingId }, strict)
export type LiveCallParams = Static<typeof LiveCallParams>

/** Every datagram that came, counted once; and what did not come. */
export const RtpPackets = Type.Object(
  {
    received: Count,
    /** Of the received ones. */
    reordered: Count,
    lost: Count,
    /** Came when silence stood in their place already. */
    late: Count,
    duplicates: Count,
    restarts: Count,
    concealedSamples: Count,
    control: Count,
    malformed: Count,
    otherPayloadType: Count,
    otherSource: Count,
    /** Came before the call, from senders that no second packet has confirmed. */
    stray: Count,
    overrun: Count,
  },
  strict,
)
export type RtpPackets = Static<typeof RtpPackets>

export const LiveCallStatus = Type.Object(
  {
    recordingId: RecordingId,
    state: Type.Union([
      Type.Literal("listening"),
      Type.Literal("recording"),
      Type.Literal("stored"),
      Type.Literal("failed"),
    ]),
    address: Type.String(),
    port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    packets: RtpPackets,
    /** Of the sound that is encrypted. */
    durationMs: Type.Number({ minimum: 0 }),
    /** Why it failed; null when it did not. */
    code: Type.Union([Type.String(), Type.Null()]),
    message: Type.Union([Type.String(), Type.Null()]),
  },
  strict,
)
export type LiveCallStatus = Static<typeof LiveCallStatus>

const Milliseconds = Type.Number({ minimum: 0 })

/** How late blocks of live calls were written, since somebody last cleared it. */
export const WriteLatenessFigures = Type.Object(
  {
    blocks: Count,
    p50Ms: Milliseconds,
    p90Ms: Milliseconds,
    p99Ms: Milliseconds,
    p999Ms: Milliseconds,
    maxMs: Milliseconds,
  },
  strict,
)
export type WriteLatenessFigures = Static<typeof WriteLatenessFigures>

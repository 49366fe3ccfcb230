import { Type, type Static } from "typebox"
import { Sha256 } from "../recording/primitives.ts"
import { Timestamp } from "../recording/primitives.ts"

const strict = { additionalProperties: false }

/** An option that a node reads at its start only. Seed: "Restart all the MCP instances". */
export const RestartOption = Type.Object(
  {
    section: Type.String(),
    option: Type.String(),
    /** What the Configuration Server holds now; null when it is not set. */
    configured: Type.Union([Type.String(), Type.Null()]),
    /** What the node works with since its start. */
    effective: Type.Union([Type.String(), Type.Null()]),
    isRestartPending: Type.Boolean(),
  },
  strict,
)
export type RestartOption = Static<typeof RestartOption>

/** Answer of every service's `GET /livez`: the process answers, and tells its clock. */
export const NodeAlive = Type.Object({ status: Type.Literal("alive"), now: Timestamp }, strict)

/** An IVR Profile as one node holds it. */
export const HeldIvrProfile = Type.Object(
  {
    dbid: Type.Integer({ minimum: 1 }),
    version: Type.Integer({ minimum: 1 }),
    /** Of the certificates on it, in their order; null for one that cannot be read. */
    serialNumbers: Type.Array(Type.Union([Type.String(), Type.Null()])),
    /** The CA file that they are judged by, as it lies on this node now. */
    caFile: Type.Object(
      {
        /** As it is configured; null when none is. */
        path: Type.Union([Type.String(), Type.Null()]),
        /** Of its content; null when it cannot be used. */
        sha256: Type.Union([Sha256, Type.Null()]),
        /** Why it cannot be used; null when it can. */
        code: Type.Union([Type.String(), Type.Null()]),
      },
      strict,
    ),
  },
  strict,
)
export type HeldIvrProfile = Static<typeof HeldIvrProfile>

/** What a Media Control Platform says of itself. */
export const McpStatus = Type.Object(
  {
    node: Type.String(),
    restartOptions: Type.Array(RestartOption),
    /** The newest change of the Configuration Server that this node has applied. */
    configSequence: Type.Integer({ minimum: 0 }),
    /** False while the node works with the last known truth. */
    isConfigServerReachable: Type.Boolean(),
    /** Calls that are being recorded: their profile is pinned and their recipients are chosen. */
    callsInProgress: Type.Integer({ minimum: 0 }),
    ivrProfiles: Type.Array(HeldIvrProfile),
  },
  strict,
)
export type McpStatus = Static<typeof McpStatus>

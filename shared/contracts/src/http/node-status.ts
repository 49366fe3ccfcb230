import { Type, type Static } from "typebox"

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

/** What a Media Control Platform says of itself. */
export const McpStatus = Type.Object(
  {
    node: Type.String(),
    restartOptions: Type.Array(RestartOption),
    /** The newest change of the Configuration Server that this node has applied. */
    configSequence: Type.Integer({ minimum: 0 }),
    /** False while the node works with the last known truth. */
    isConfigServerReachable: Type.Boolean(),
    ivrProfiles: Type.Array(
      Type.Object(
        { dbid: Type.Integer({ minimum: 1 }), version: Type.Integer({ minimum: 1 }) },
        strict,
      ),
    ),
  },
  strict,
)
export type McpStatus = Static<typeof McpStatus>

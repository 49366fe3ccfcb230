import { Type, type Static } from "typebox"
import { RestartOption } from "./node-status.ts"
import { KeystoreStatus } from "./rcs.ts"
import { DecryptUriPrefix } from "./settings.ts"

const strict = { additionalProperties: false }

/** One process of the installation, as it answers at this moment. */
export const NodeState = Type.Object(
  {
    name: Type.String(),
    /** `mcp`, `rcs`, `rws`, ... */
    service: Type.String(),
    /** `notReady`: it answers, and says that a part which it needs is missing. */
    state: Type.Union([Type.Literal("running"), Type.Literal("notReady"), Type.Literal("away")]),
    /** Why it is not running; null when it is. */
    detail: Type.Union([Type.String(), Type.Null()]),
    /** Options that apply at its next start only; empty for a service that has none. */
    restartOptions: Type.Array(RestartOption),
    keystore: Type.Union([KeystoreStatus, Type.Null()]),
  },
  strict,
)
export type NodeState = Static<typeof NodeState>

/** The System screen. */
export const SystemState = Type.Object(
  {
    nodes: Type.Array(NodeState),
    /** False where nobody restarts processes for GAX, as in a container of its own. */
    canRestart: Type.Boolean(),
  },
  strict,
)
export type SystemState = Static<typeof SystemState>

export const NodeParams = Type.Object(
  { node: Type.String({ pattern: "^[a-z0-9-]{1,64}$" }) },
  strict,
)
export type NodeParams = Static<typeof NodeParams>

/** Where players are sent for decrypted media. Seed: "Setting up the Decryption Proxy". */
export const DecryptionProxySettings = Type.Object(
  {
    /** In hexadecimal, for the guide's curl command. */
    contactCenterId: Type.String(),
    rwsUrl: Type.String(),
    prefixes: Type.Array(DecryptUriPrefix),
  },
  strict,
)
export type DecryptionProxySettings = Static<typeof DecryptionProxySettings>

import { Type, type Static } from "typebox"
import { JOB_NAMES } from "../jobs/job-table.ts"
import { Timestamp } from "../recording/primitives.ts"
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
    /** Its clock, and how far that is before (minus) or after GAX's own; null while it is away. */
    clock: Type.Union([
      Type.Object({ now: Timestamp, offsetMs: Type.Integer() }, strict),
      Type.Null(),
    ]),
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

const count = Type.Integer({ minimum: 0 })

/** One queue as it is now. */
export const QueueState = Type.Object(
  {
    name: Type.String(),
    waiting: count,
    active: count,
    /** Failed by a transient fault, and tried again by themselves. */
    retrying: count,
    /** Failed for good: only Retry tries them again. */
    failed: count,
  },
  strict,
)
export type QueueState = Static<typeof QueueState>

/** Jobs that failed alike and were not retried: what an administrator has to know of. */
export const Alarm = Type.Object(
  {
    code: Type.String(),
    /** The process that said it; null when it is not known. */
    node: Type.Union([Type.String(), Type.Null()]),
    queue: Type.String(),
    count: Type.Integer({ minimum: 1 }),
    /** The last time. */
    at: Timestamp,
    message: Type.String(),
  },
  strict,
)
export type Alarm = Static<typeof Alarm>

/** Queues and Alarms of the System screen. */
export const QueueOverview = Type.Object(
  { queues: Type.Array(QueueState), alarms: Type.Array(Alarm) },
  strict,
)
export type QueueOverview = Static<typeof QueueOverview>

export const QueueParams = Type.Object({ queue: Type.Enum([...JOB_NAMES]) }, strict)
export type QueueParams = Static<typeof QueueParams>

/** Answer of Retry all. */
export const JobsRetried = Type.Object({ retried: count }, strict)
export type JobsRetried = Static<typeof JobsRetried>

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

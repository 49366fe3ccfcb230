import { Type, type Static } from "typebox"
import { Timestamp } from "../recording/primitives.ts"

const strict = { additionalProperties: false }
/** As far as a clock reaches in either direction. */
const Milliseconds = Type.Integer({ minimum: -260_000_000_000_000, maximum: 260_000_000_000_000 })
const FaultText = Type.String({ minLength: 1, maxLength: 512 })

/** What a node's clock shows. */
export const SimClock = Type.Object(
  {
    now: Timestamp,
    mode: Type.Union([Type.Literal("system"), Type.Literal("running"), Type.Literal("frozen")]),
    /** How far it is ahead of the machine's clock now. */
    skewMs: Type.Integer(),
  },
  strict,
)
export type SimClock = Static<typeof SimClock>

/** `now` or `skewMs`, not both. Without `isFrozen: true` the clock runs on from there. */
export const SimClockChange = Type.Object(
  {
    now: Type.Optional(Timestamp),
    skewMs: Type.Optional(Milliseconds),
    isFrozen: Type.Optional(Type.Boolean()),
  },
  strict,
)
export type SimClockChange = Static<typeof SimClockChange>

export const SimClockAdvance = Type.Object({ ms: Milliseconds }, strict)
export type SimClockAdvance = Static<typeof SimClockAdvance>

/** A fault as somebody asks for it. */
export const NewSimFault = Type.Object(
  {
    name: FaultText,
    /** Share of subjects that it strikes; default 1. */
    probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    /** Default: the seed of the node. */
    seed: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Only subjects that contain this text. */
    subject: Type.Optional(FaultText),
    attributes: Type.Optional(Type.Record(Type.String(), Type.Integer())),
  },
  strict,
)
export type NewSimFault = Static<typeof NewSimFault>

/** A fault that is on. */
export const SimFault = Type.Object(
  {
    name: Type.String(),
    probability: Type.Number(),
    seed: Type.Integer(),
    subject: Type.Union([Type.String(), Type.Null()]),
    attributes: Type.Record(Type.String(), Type.Integer()),
  },
  strict,
)
export type SimFault = Static<typeof SimFault>

export const SimFaultList = Type.Array(SimFault)

/** One subject that a fault has struck. */
export const SimFaultEvent = Type.Object(
  {
    fault: Type.String(),
    subject: Type.String(),
    attributes: Type.Record(Type.String(), Type.Integer()),
  },
  strict,
)
export type SimFaultEvent = Static<typeof SimFaultEvent>

/** What the faults of a node have done, by fault and subject. */
export const SimHistory = Type.Object(
  {
    /** True when there is no room for more events. */
    isFull: Type.Boolean(),
    events: Type.Array(SimFaultEvent),
  },
  strict,
)
export type SimHistory = Static<typeof SimHistory>

import { Type, type Static } from "typebox"
import { NewSimFault, SimFault } from "./sim.ts"

const strict = { additionalProperties: false }

/** A fault that there is, for the window Add Fault. */
const FaultKind = Type.Object(
  {
    name: Type.String(),
    means: Type.String(),
    /** What a decision is made for: one job, one media file. */
    subject: Type.String(),
    attributes: Type.Array(
      Type.Object({ name: Type.String(), default: Type.Integer(), means: Type.String() }, strict),
    ),
  },
  strict,
)
export type FaultKind = Static<typeof FaultKind>

/** Faults of the System screen: what is on where, and what could be. */
export const FaultOverview = Type.Object(
  {
    nodes: Type.Array(
      Type.Object(
        {
          node: Type.String(),
          /** Null while its management port does not answer. */
          faults: Type.Union([Type.Array(SimFault), Type.Null()]),
        },
        strict,
      ),
    ),
    kinds: Type.Array(FaultKind),
  },
  strict,
)
export type FaultOverview = Static<typeof FaultOverview>

/** Without a node it is put on at all of them. */
export const FaultAtNode = Type.Object(
  { node: Type.Optional(Type.String({ pattern: "^[a-z0-9-]{1,64}$" })), fault: NewSimFault },
  strict,
)
export type FaultAtNode = Static<typeof FaultAtNode>

export const FaultParams = Type.Object(
  {
    node: Type.String({ pattern: "^[a-z0-9-]{1,64}$" }),
    name: Type.String({ minLength: 1, maxLength: 512 }),
  },
  strict,
)
export type FaultParams = Static<typeof FaultParams>

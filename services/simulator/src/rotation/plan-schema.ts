import { Type, type Static } from "typebox"

const strict = { additionalProperties: false }
const file = Type.String({ minLength: 1, maxLength: 4_096 })
/** A day or a moment, as people write one. */
const moment = Type.String({ minLength: 8, maxLength: 40 })

/** The steps of every rotation, in their order: the columns of the matrix. */
export const STEP_KEYS = [
  "before",
  "overlap",
  "newValid",
  "oldRemoved",
  "oldExpired",
  "rollback",
] as const
export type StepKey = (typeof STEP_KEYS)[number]

const Steps = Type.Object(
  {
    before: Type.Optional(moment),
    overlap: Type.Optional(moment),
    newValid: Type.Optional(moment),
    oldRemoved: Type.Optional(moment),
    oldExpired: Type.Optional(moment),
    rollback: Type.Optional(moment),
  },
  strict,
)

const Mcp = Type.Object(
  {
    name: Type.String({ pattern: "^[A-Za-z][A-Za-z0-9-]{0,31}$" }),
    /** How far its clock is from the others': `-10 min`, `2 h`. */
    clockSkew: Type.Optional(Type.String({ pattern: "^[+-]?\\d{1,6} ?(s|min|h|d)$" })),
  },
  strict,
)

const Prefix = Type.Object(
  {
    location: Type.String({ pattern: "^/[A-Za-z0-9/_-]{0,255}$" }),
    value: Type.String({ minLength: 1, maxLength: 2_048 }),
  },
  strict,
)

function oneOf<A extends string, B extends string>(usual: A, other: B) {
  return Type.Optional(Type.Union([Type.Literal(usual), Type.Literal(other)]))
}

/** What `gir rotation plan` writes and `gir rotation validate` reads. */
export const PlanFile = Type.Object(
  {
    caBundle: file,
    oldCertificate: file,
    oldKey: Type.Optional(file),
    oldKeyPasswordFile: Type.Optional(file),
    newCertificate: file,
    newKey: Type.Optional(file),
    newKeyPasswordFile: Type.Optional(file),
    steps: Type.Optional(Steps),
    mcps: Type.Optional(Type.Array(Mcp, { minItems: 1, maxItems: 100 })),
    decryptUriPrefix: Type.Optional(Type.Array(Prefix, { minItems: 1, maxItems: 32 })),
    policy: Type.Optional(
      Type.Object(
        {
          noUsableRecipient: oneOf("refuse", "continue"),
          bundleOrder: oneOf("strict", "warn"),
          chainPath: oneOf("first", "any"),
          weakSignature: oneOf("refuse", "warn"),
        },
        strict,
      ),
    ),
    envelope: Type.Optional(Type.Union([Type.Literal("classic"), Type.Literal("modern")])),
    recordings: Type.Optional(Type.Integer({ minimum: 4, maximum: 4_000 })),
    retentionYears: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    /** Folder with stored recordings: only their headers are read. */
    census: Type.Optional(file),
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })),
  },
  strict,
)
export type PlanFile = Static<typeof PlanFile>

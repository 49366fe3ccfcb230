import { Type } from "typebox"

/** A lab that ships, or the path of a user's own file. */
export const LabStart = Type.Object(
  { lab: Type.String({ minLength: 1 }), seed: Type.Optional(Type.Integer({ minimum: 0 })) },
  { additionalProperties: false },
)
export const LabActions = Type.Object(
  {
    actions: Type.Array(Type.String({ minLength: 1, maxLength: 4_096 }), {
      minItems: 1,
      maxItems: 64,
    }),
  },
  { additionalProperties: false },
)

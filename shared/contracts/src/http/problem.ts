import { Type, type Static } from "typebox"

/** RFC 9457 problem document, with the product's code and next step. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  detail: Type.String(),
  next: Type.String(),
  /** Typed context of the error, as far as it may be shown to a caller. */
  fields: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
})
export type Problem = Static<typeof Problem>

import { Type } from "typebox"
import { Name } from "../file/words.ts"
import { defineExpectation, heldIf, withBasis } from "./expectation.ts"

/** So many calls of a group were stored, wherever they were offered. */
export const recorded = defineExpectation({
  name: "recorded",
  schema: withBasis({
    of: Name,
    calls: Type.Integer({ minimum: 0 }),
    on: Type.Optional(Name),
  }),
  refersTo: ({ of, on }) => ({ groups: [of], nodes: on === undefined ? [] : [on] }),
  judge: ({ of, calls, on }, { run, number }) => {
    const stored = run.media.filter(
      (one) =>
        one.group === of &&
        one.kind === "call" &&
        one.step <= number &&
        (on === undefined || one.node === on),
    )
    const where = on === undefined ? "" : ` by ${on}`
    return heldIf(stored.length === calls, {
      expected: `${of}: ${calls} stored${where}`,
      found: `${of}: ${stored.length} stored${where}`,
      hint: "a refused call is among the step's refusals, with its reason",
    })
  },
})

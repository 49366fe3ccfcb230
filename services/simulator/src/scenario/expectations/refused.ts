import { Type } from "typebox"
import { defineExpectation, heldIf, withBasis } from "./expectation.ts"
import { ErrorCodeName } from "./error-code-name.ts"
import { Name } from "../file/words.ts"

/** The product said no, for this reason: to an action, or to the calls of a group. */
export const refused = defineExpectation({
  name: "refused",
  schema: withBasis({
    /** The word of the action: `upload`, `record`. */
    action: Name,
    /** A certificate, a group, a node. */
    of: Type.Optional(Name),
    code: ErrorCodeName,
    /** So many calls; one or more when it is not said. */
    calls: Type.Optional(Type.Integer({ minimum: 1 })),
    /** Must stand in the reason: a line number, the name of what is missing. */
    saying: Type.Optional(Type.String({ minLength: 1 })),
  }),
  judge: ({ action, of, code, calls, saying }, { step }) => {
    const ofAction = step.refusals.filter(
      ({ verb, subject }) => verb === action && (of === undefined || subject === of),
    )
    const matching = ofAction.filter(
      (one) => one.code === code && (saying === undefined || one.reason.includes(saying)),
    )
    const isHeld = calls === undefined ? matching.length > 0 : matching.length === calls
    const what = of === undefined ? action : `${action} of ${of}`
    const [first] = ofAction
    const saysMore = saying === undefined ? "" : `, saying "${saying}"`
    return heldIf(isHeld, {
      expected: `${what} refused with ${code}${saysMore}${calls === undefined ? "" : `, ${calls} times`}`,
      found: isHeld
        ? `refused with ${code}`
        : first === undefined
          ? `${what} was not refused`
          : `${ofAction.length} refused, the first with ${first.code}: ${first.reason}`,
      hint: `npx gir explain ${first?.code ?? code}`,
    })
  },
})

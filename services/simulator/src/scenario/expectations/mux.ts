import { Type } from "typebox"
import { Name } from "../file/words.ts"
import { ErrorCodeName } from "./error-code-name.ts"
import { defineExpectation, heldIf, withBasis } from "./expectation.ts"
import { Part } from "./recorded-groups.ts"

/** What the Recording Muxer Script came to in the step: muxed, or why not. */
export const mux = defineExpectation({
  name: "mux",
  schema: withBasis({
    of: Name,
    /** Absent: they are muxed. */
    code: Type.Optional(ErrorCodeName),
    /** Which part could not be opened. */
    part: Type.Optional(Part),
  }),
  refersTo: ({ of }) => ({ groups: [of] }),
  judge: ({ of, code, part }, { step }) => {
    const muxes = step.muxes.filter(({ group }) => group === of)
    const names = part === undefined ? "" : `the ${part} recording`
    const wrong = muxes.find((one) =>
      code === undefined ? !one.isMuxed : one.code !== code || !(one.message ?? "").includes(names),
    )
    const what =
      code === undefined
        ? "muxed"
        : `refused with ${code}${part === undefined ? "" : `, naming the ${part}`}`
    return heldIf(muxes.length > 0 && wrong === undefined, {
      expected: `${of}: ${what}`,
      found:
        muxes.length === 0
          ? "no mux in this step"
          : wrong === undefined
            ? `${muxes.length} of ${muxes.length} ${what}`
            : `${wrong.recordingId}: ${wrong.isMuxed ? "muxed" : `${wrong.code}: ${wrong.message}`}`,
      hint: "call and screen must both be encrypted, and RCS must hold a key of each",
    })
  },
})

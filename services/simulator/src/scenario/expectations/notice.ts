import { Type } from "typebox"
import { Name } from "../file/words.ts"
import { says, saidWords } from "./alarm.ts"
import { defineExpectation, heldIf, withBasis } from "./expectation.ts"

/** A node warned, and went on. */
export const notice = defineExpectation({
  name: "notice",
  schema: withBasis({
    on: Name,
    saying: Type.String({ minLength: 1 }),
  }),
  refersTo: ({ on }) => ({ nodes: [on] }),
  judge: ({ on, saying }, { step }) => {
    const warnings = step.log.filter(({ isAlarm, node }) => !isAlarm && node === on)
    const found = warnings.find((one) => says(one, saying))
    return heldIf(found !== undefined, {
      expected: `${on} warns${saidWords(saying)}`,
      found: found?.message ?? (warnings.map(({ message }) => message).join("; ") || "no warning"),
      hint: `read the log of ${on}`,
    })
  },
})

import { Type } from "typebox"
import { Name } from "../file/words.ts"
import { defineExpectation, heldIf, isSameList, withBasis, wordsOf } from "./expectation.ts"

const FIRST = "rcs-1"

/** Whose private keys an RCS holds after the step. */
export const keystore = defineExpectation({
  name: "keystore",
  schema: withBasis({ holds: Type.Array(Name), on: Type.Optional(Name) }),
  refersTo: ({ holds, on }) => ({ certificates: holds, nodes: on === undefined ? [] : [on] }),
  judge: ({ holds, on = FIRST }, { step }) => {
    const held = step.installation.keystores[on] ?? []
    return heldIf(isSameList(holds, held), {
      expected: `${on} holds the keys of ${wordsOf(holds, "nobody")}`,
      found: `${on} holds the keys of ${wordsOf(held, "nobody")}`,
      hint: "Administration > Certificates lists them",
    })
  },
})

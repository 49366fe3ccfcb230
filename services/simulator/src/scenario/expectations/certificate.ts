import { Type } from "typebox"
import { Name } from "../file/words.ts"
import { defineExpectation, heldIf, withBasis } from "./expectation.ts"

/** Renewed, or re-keyed as well: two certificates on one key, or not. */
export const certificate = defineExpectation({
  name: "certificate",
  schema: withBasis({ name: Name, comparedWith: Name, isSameKey: Type.Boolean() }),
  refersTo: ({ name, comparedWith }) => ({ certificates: [name, comparedWith] }),
  probe: async ({ name, comparedWith }, { authority }) =>
    authority.get(name).certificate.publicKeySha256 ===
    authority.get(comparedWith).certificate.publicKeySha256,
  judge: ({ name, comparedWith, isSameKey }, { probe }) => {
    const words = (isSame: boolean): string =>
      isSame
        ? `${name} is ${comparedWith} renewed, not re-keyed`
        : `${name} has another key than ${comparedWith}`
    return heldIf(probe === isSameKey, {
      expected: words(isSameKey),
      found: words(probe === true),
      hint: "npx gir certificate lint compares a key with a certificate",
    })
  },
})

import { Type } from "typebox"
import { Name } from "../file/words.ts"
import { defineExpectation, heldIf, withBasis } from "./expectation.ts"

interface CountedKey {
  readonly onlyThis: number
  readonly alsoAnother: number
  readonly isHeld: boolean
}

/** How many recordings need a key. */
export const census = defineExpectation({
  name: "census",
  schema: withBasis({
    key: Name,
    /** Recordings that no other key opens. */
    onlyThis: Type.Integer({ minimum: 0 }),
    alsoAnother: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
  refersTo: ({ key }) => ({ certificates: [key] }),
  probe: async ({ key }, { stage, authority }) => {
    const { rows } = await (await stage.nodes.rcs("rcs-1")).census()
    const row = rows.find(({ certificateId }) => certificateId === authority.get(key).id)
    const { onlyThis = 0, alsoAnother = 0, isHeld = false } = row ?? {}
    return { onlyThis, alsoAnother, isHeld } satisfies CountedKey
  },
  judge: ({ key, onlyThis, alsoAnother }, { probe }) => {
    const found = probe as CountedKey
    const isHeld =
      found.onlyThis === onlyThis &&
      (alsoAnother === undefined || found.alsoAnother === alsoAnother)
    const others = alsoAnother === undefined ? "" : `, ${alsoAnother} also with another`
    return heldIf(isHeld, {
      expected: `${key}: ${onlyThis} open only with it${others}`,
      found: `${key}: ${found.onlyThis} open only with it, ${found.alsoAnother} also with another`,
      hint: "npx gir keystore census",
    })
  },
})

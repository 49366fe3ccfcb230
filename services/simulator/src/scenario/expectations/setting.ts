import { Type } from "typebox"
import { Name } from "../file/words.ts"
import { rcsBehind } from "../world/routes.ts"
import { defineExpectation, heldIf, withBasis } from "./expectation.ts"

/** What a location's decrypt-uri-prefix is, whichever node asks. */
export const setting = defineExpectation({
  name: "setting",
  schema: withBasis({
    location: Type.String({ pattern: "^/[A-Za-z0-9/_-]*$" }),
    /** The RCS that it leads to; null: the location has none. */
    to: Type.Union([Name, Type.Null()]),
  }),
  refersTo: ({ to }) => ({ nodes: to === null ? [] : [to] }),
  probe: async ({ location }, { stage }) => {
    const prefixes = await stage.peers.webServices.decryptUriPrefixes()
    const found = prefixes.find((prefix) => prefix.location === location)
    return found === undefined ? null : (rcsBehind(stage, found.value) ?? found.value)
  },
  judge: ({ location, to }, { probe }) => {
    const found = probe as string | null
    const words = (rcs: string | null): string =>
      `decrypt-uri-prefix of ${location}: ${rcs ?? "none"}`
    return heldIf(found === to, {
      expected: words(to),
      found: words(found),
      hint: "the guide's curl, with this location and the address of that RCS",
    })
  },
})

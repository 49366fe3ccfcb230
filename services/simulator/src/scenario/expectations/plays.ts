import { Type } from "typebox"
import { defineExpectation, withBasis } from "./expectation.ts"
import { judgePlayback } from "./playback.ts"
import { groupsOf, Names, Parts } from "./recorded-groups.ts"

/** Equal to the original: an answer alone is no playback. */
export const plays = defineExpectation({
  name: "plays",
  schema: withBasis({ recordings: Names, parts: Type.Optional(Parts) }),
  refersTo: (params) => ({ groups: groupsOf(params) }),
  judge: (params, findings) => judgePlayback(params, { status: "plays" }, findings),
})

import { Type } from "typebox"
import { defineExpectation, withBasis } from "./expectation.ts"
import { ErrorCodeName } from "./error-code-name.ts"
import { judgePlayback } from "./playback.ts"
import { groupsOf, Names, Parts } from "./recorded-groups.ts"

/** A named code, and not one byte of audio. */
export const fails = defineExpectation({
  name: "fails",
  schema: withBasis({ recordings: Names, parts: Type.Optional(Parts), code: ErrorCodeName }),
  refersTo: (params) => ({ groups: groupsOf(params) }),
  judge: ({ code, ...selection }, findings) =>
    judgePlayback(selection, { status: "fails", code }, findings),
})

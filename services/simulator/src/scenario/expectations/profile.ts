import { Type } from "typebox"
import { Name } from "../file/words.ts"
import { defineExpectation, heldIf, isSameList, withBasis, wordsOf } from "./expectation.ts"

/** The IVR Profile, as the Configuration Server holds it after the step. */
export const profile = defineExpectation({
  name: "profile",
  schema: withBasis({
    /** Names in any order; `corrupted` for what cannot be read any more. */
    certificates: Type.Optional(Type.Array(Name)),
    /** Every option, byte for byte, as that step left it. */
    sameAs: Type.Optional(Name),
  }),
  refersTo: ({ certificates = [], sameAs }) => ({
    certificates: certificates.filter((name) => name !== "corrupted"),
    steps: sameAs === undefined ? [] : [sameAs],
  }),
  judge: ({ certificates, sameAs }, { run, step }) => {
    const { profile: now } = step.installation
    const names = Object.values(now.certificates)
    const then = run.steps.find(({ name }) => name === sameAs)?.installation.profile
    const isListed = certificates === undefined || isSameList(certificates, names)
    const isSame = sameAs === undefined || then?.optionsJson === now.optionsJson
    const parts = [
      ...(certificates === undefined ? [] : [`certificates ${wordsOf(certificates)}`]),
      ...(sameAs === undefined ? [] : [`every option as after ${sameAs}`]),
    ]
    return heldIf(isListed && isSame, {
      expected: parts.join("; "),
      found: `certificates ${wordsOf(names)}${isSame ? "" : `; options differ from ${sameAs}`}`,
      hint: "Voice Platform Profiles > Recording shows the certificates, Options each option",
    })
  },
})

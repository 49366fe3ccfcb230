import { Type } from "typebox"
import { Name } from "../file/words.ts"
import { defineVerb } from "./verb.ts"

/** Seed: "Assigning Certificates": the Screen Recording Certificates panel, then Save. */
export const assign = defineVerb({
  name: "assign",
  schema: Type.Array(Name),
  refersTo: (certificates) => ({ certificates }),
  subjectOf: (names) => names.join(", "),
  run: async (names, { authority, sessions }) => {
    const administrator = await sessions.of()
    await administrator.assignScreenCertificates(names.map((name) => authority.get(name).id))
    return names.length === 0 ? "no screen certificate" : `screens: ${names.join(", ")}`
  },
})

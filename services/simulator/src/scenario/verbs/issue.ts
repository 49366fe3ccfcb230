import { listOf, Names } from "../file/words.ts"
import { defineVerb } from "./verb.ts"

/** The CA signs a certificate. Seed: "signed by a trusted third-party CA, self signed or ...". */
export const issue = defineVerb({
  name: "issue",
  schema: Names,
  refersTo: (names) => ({ certificates: listOf(names) }),
  subjectOf: (names) => listOf(names).join(", "),
  run: async (names, { authority }) => {
    const sentences: string[] = []
    for (const name of listOf(names)) {
      const { certificate } = await authority.issue(name)
      const [from, to] = [certificate.notBefore, certificate.notAfter].map((date) =>
        date.toISOString().slice(0, 10),
      )
      sentences.push(`${name}, serial ${certificate.serialNumber}, valid ${from} to ${to}`)
    }
    return sentences.join("; ")
  },
})

import { Name } from "../file/words.ts"
import { defineVerb } from "./verb.ts"

/** Key and signing request. Seed: "The following OpenSSL command to generate certificate signing request". */
export const request = defineVerb({
  name: "request",
  schema: Name,
  refersTo: (name) => ({ certificates: [name] }),
  subjectOf: (name) => name,
  run: async (name, { authority }) => {
    await authority.request(name)
    return `private_key.pem and cert.req of ${name}`
  },
})

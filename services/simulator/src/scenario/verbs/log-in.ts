import { Name } from "../file/words.ts"
import { defineVerb } from "./verb.ts"

/** Log Out, and in again: only then does GAX show what others have done. Seed: "log out and log in". */
export const logIn = defineVerb({
  name: "logIn",
  schema: Name,
  subjectOf: (session) => session,
  run: async (session, { sessions }) => {
    await sessions.logIn(session)
    return `session ${session}`
  },
})

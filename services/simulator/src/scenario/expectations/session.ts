import { toGirError } from "@gir/errors"
import { Type } from "typebox"
import { Name } from "../file/words.ts"
import { ErrorCodeName } from "./error-code-name.ts"
import { defineExpectation, heldIf, isSameList, withBasis, wordsOf } from "./expectation.ts"

interface Seen {
  readonly certificates: readonly string[]
  readonly code: string | null
}

/** What a person who is logged in to GAX sees under Administration > Certificates. */
export const session = defineExpectation({
  name: "session",
  schema: withBasis({
    name: Name,
    sees: Type.Optional(Type.Array(Name)),
    /** The operation fails with it. Seed: 401 "RCS is not available". */
    code: Type.Optional(ErrorCodeName),
  }),
  refersTo: ({ sees = [] }) => ({ certificates: sees }),
  probe: async ({ name }, { sessions, authority }): Promise<Seen> => {
    try {
      const seen = await (await sessions.of(name)).certificates()
      return { certificates: seen.map(({ id }) => authority.nameOf(id) ?? "unknown"), code: null }
    } catch (error) {
      return { certificates: [], code: toGirError(error).code }
    }
  },
  judge: ({ name, sees = [], code }, { probe }) => {
    const found = probe as Seen
    const isHeld =
      found.code === (code ?? null) && (code !== undefined || isSameList(sees, found.certificates))
    return heldIf(isHeld, {
      expected: `${name} ${code === undefined ? `sees ${wordsOf(sees, "nothing")}` : `is told ${code}`}`,
      found: `${name} ${found.code === null ? `sees ${wordsOf(found.certificates, "nothing")}` : `is told ${found.code}`}`,
      hint: "GAX takes the list at login: Log Out, and in again",
    })
  },
})

import { listOf, Names } from "../file/words.ts"
import { defineVerb } from "./verb.ts"

/** Seed: "Restart all the MCP instances": what is read at start only takes effect. */
export const restart = defineVerb({
  name: "restart",
  schema: Names,
  refersTo: (nodes) => ({ nodes: listOf(nodes) }),
  subjectOf: (nodes) => listOf(nodes).join(", "),
  run: async (names, { stage }) => {
    await stage.nodes.restart(listOf(names))
    return listOf(names).join(", ")
  },
})

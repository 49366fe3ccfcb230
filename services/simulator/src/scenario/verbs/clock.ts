import { Type } from "typebox"
import { Duration, durationMs, Moment, momentOf, Name } from "../file/words.ts"
import { defineVerb } from "./verb.ts"

const strict = { additionalProperties: false }
const Clock = Type.Union([
  Type.Object({ set: Moment }, strict),
  Type.Object({ advance: Duration }, strict),
  Type.Object({ node: Name, skew: Duration }, strict),
])

/** Time passes, or a machine's clock goes wrong. Every certificate's dates are read on it. */
export const clock = defineVerb({
  name: "clock",
  schema: Clock,
  refersTo: (params) => ("node" in params ? { nodes: [params.node] } : {}),
  run: async (params, { clock: worldClock }) => {
    if ("set" in params) await worldClock.set(momentOf(params.set) ?? worldClock.now())
    else if ("advance" in params) await worldClock.advance(durationMs(params.advance))
    else {
      await worldClock.skew(params.node, durationMs(params.skew))
      return `the clock of ${params.node} is off by ${params.skew}`
    }
    return `it is ${worldClock.now().toISOString().slice(0, 16).replace("T", " ")}`
  },
})

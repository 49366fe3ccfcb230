import { Type } from "typebox"
import { Name } from "../file/words.ts"
import { defineVerb } from "./verb.ts"

const strict = { additionalProperties: false }
const FaultName = Type.String({ pattern: "^[a-z-]+\\.[a-z-]+$" })
const Fault = Type.Union([
  Type.Object(
    {
      add: FaultName,
      probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
      attributes: Type.Optional(Type.Record(Type.String(), Type.Number())),
      on: Type.Optional(Name),
    },
    strict,
  ),
  Type.Object({ remove: FaultName, on: Type.Optional(Name) }, strict),
])

/** Something of the real system goes wrong, as often as it is said and by the seed. */
export const fault = defineVerb({
  name: "fault",
  schema: Fault,
  refersTo: ({ on }) => ({ nodes: on === undefined ? [] : [on] }),
  run: async (params, { stage, seed }) => {
    const { on } = params
    if ("remove" in params) {
      await stage.faults.remove(params.remove, on)
      return `${params.remove} is over`
    }
    const { add: name, probability = 1, attributes } = params
    const asked = attributes === undefined ? {} : { attributes }
    await stage.faults.add({ name, probability, seed, ...asked }, on)
    return `${name}, ${Math.round(probability * 100)} %${on === undefined ? "" : ` on ${on}`}`
  },
})

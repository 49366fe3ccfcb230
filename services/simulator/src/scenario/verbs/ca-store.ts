import { Type } from "typebox"
import { placeCaStore } from "../../installation/ca-files.ts"
import { Name } from "../file/words.ts"
import { caFileText } from "../world/ca-file.ts"
import { defineVerb } from "./verb.ts"

const CaStore = Type.Object(
  {
    bundle: Type.Array(Name, { minItems: 1 }),
    /** Name of the file below RCS's install directory, which cacertstorepath is set to. */
    file: Type.Optional(Type.String({ pattern: "^[a-z0-9_.-]{1,64}$" })),
  },
  { additionalProperties: false },
)

const USUAL_FILE = "ca_cert.pem"

/** Seed: "Change the value of the cacertstorepath parameter to `ca_cert.pem`". RCS reads it at start. */
export const caStore = defineVerb({
  name: "caStore",
  schema: CaStore,
  refersTo: ({ bundle }) => ({ certificates: bundle }),
  run: async ({ bundle, file = USUAL_FILE }, { authority, stage }) => {
    for (const name of bundle) await authority.issue(name)
    await placeCaStore(
      stage.installation.state,
      file,
      caFileText(bundle, { authority, form: "clean" }),
    )
    return `cacertstorepath=${file}: ${bundle.join(", ")}`
  },
})

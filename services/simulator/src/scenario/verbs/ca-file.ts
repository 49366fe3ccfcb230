import { Type } from "typebox"
import { join } from "node:path"
import { listOf, Name, Names } from "../file/words.ts"
import { placeCaFile } from "../../installation/ca-files.ts"
import { caFileText, type CaFileForm } from "../world/ca-file.ts"
import { defineVerb } from "./verb.ts"

const FORMS = [
  "clean",
  "glued",
  "crlf",
  "bom",
  "text",
  "with-key",
] as const satisfies readonly CaFileForm[]
const Form = Type.Union(FORMS.map((word) => Type.Literal(word)))
const CaFile = Type.Object(
  {
    /** Certificates in their order; nearest intermediate first and root last, if it is right. */
    bundle: Type.Array(Name, { minItems: 1 }),
    form: Type.Optional(Form),
    /** Media Control Platforms; all of them when it is not said. */
    on: Type.Optional(Names),
    /** Path as the guide writes it; the one that the IVR Profile names when it is not said. */
    path: Type.Optional(Type.String({ pattern: "^/genesys/mcp/certificates/" })),
  },
  { additionalProperties: false },
)

/** Seed: "Obtain the CA file and place it in the MCP's local directory". */
export const caFile = defineVerb({
  name: "caFile",
  schema: CaFile,
  refersTo: ({ bundle, on }) => ({
    certificates: bundle,
    nodes: on === undefined ? [] : listOf(on),
  }),
  run: async ({ bundle, form = "clean", on, path }, world) => {
    for (const name of bundle) await world.authority.issue(name)
    const text = caFileText(bundle, { authority: world.authority, form: form as CaFileForm })
    const { stage, caFilePath } = world
    const { state, nodes } = stage.installation
    const mcps = nodes.filter(({ service }) => service === "mcp").map(({ name }) => name)
    const chosen = on === undefined ? mcps : listOf(on)
    for (const node of chosen)
      await placeCaFile(join(state.nodeRoot(node), path ?? caFilePath), text)
    return `${bundle.join(", ")}${form === "clean" ? "" : ` (${form})`} on ${on === undefined ? "every MCP" : chosen.join(", ")}`
  },
})

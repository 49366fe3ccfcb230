import { Type } from "typebox"
import { Name } from "../file/words.ts"
import { rcsAddress, setNodePath } from "../world/routes.ts"
import { defineVerb } from "./verb.ts"

const strict = { additionalProperties: false }
const Location = Type.String({ pattern: "^/[A-Za-z0-9/_-]*$" })
const Route = Type.Union([
  /** Seed: "Setting up the Decryption Proxy". */
  Type.Object({ location: Location, to: Name }, strict),
  Type.Object({ location: Location, to: Type.Null() }, strict),
  /** `nodePath` of Web Services, which it reads at start: RWS is restarted. */
  Type.Object({ nodePath: Location }, strict),
])

/** Which RCS plays what: the table of decrypt-uri-prefix, and where the Web Services node is. */
export const route = defineVerb({
  name: "route",
  schema: Route,
  refersTo: (params) => ("to" in params && params.to !== null ? { nodes: [params.to] } : {}),
  run: async (params, { stage }) => {
    const { webServices } = stage.peers
    if ("nodePath" in params) {
      await setNodePath(stage, params.nodePath)
      return `Web Services is the node ${params.nodePath}`
    }
    const { location, to } = params
    if (to === null) {
      await webServices.deleteDecryptUriPrefix(location)
      return `no decrypt-uri-prefix for ${location}`
    }
    await webServices.setDecryptUriPrefix({ location, value: rcsAddress(stage, to) })
    return `decrypt-uri-prefix of ${location}: ${to}`
  },
})

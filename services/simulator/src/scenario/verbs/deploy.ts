import { addCertificates } from "@gir/ivr-profile"
import { Type } from "typebox"
import { Name } from "../file/words.ts"
import { awaitProfile, changeProfile } from "../world/profile.ts"
import { defineVerb } from "./verb.ts"

const Deploy = Type.Object(
  {
    certificate: Name,
    session: Type.Optional(Name),
    /** Into the Configuration Server, past GAX, which refuses what its RCS does not hold. */
    directly: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)

interface DeployParams {
  readonly certificate: string
  readonly session?: string
  readonly directly?: boolean
}

/** Seed: "To deploy a new certificate": the Recording tab's Add, then Save. */
export const deploy = defineVerb({
  name: "deploy",
  schema: Type.Union([Name, Deploy]),
  refersTo: (params) => ({ certificates: [paramsOf(params).certificate] }),
  subjectOf: (params) => paramsOf(params).certificate,
  run: async (params, world) => {
    const { certificate: name, session, directly = false } = paramsOf(params)
    const { id, pem, privateKey } = world.authority.get(name)
    if (directly || privateKey === null) {
      await changeProfile(world, (options) => addCertificates(options, [pem]))
    } else {
      await (await world.sessions.of(session)).deploy(world.profile.dbid, id)
    }
    return `${name} on the profile; ${await awaitProfile(world)}`
  },
})

function paramsOf(params: string | DeployParams): DeployParams {
  return typeof params === "string" ? { certificate: params } : params
}

import { Name } from "../file/words.ts"
import { awaitProfile } from "../world/profile.ts"
import { defineVerb } from "./verb.ts"

/**
 * The Recording tab's Remove, then Save: of a certificate, or of an option whose certificate is
 * corrupted. Seed: "keep your old certificates under Administration - Recording Certificates".
 */
export const remove = defineVerb({
  name: "remove",
  schema: Name,
  refersTo: (name) => (isOption(name) ? {} : { certificates: [name] }),
  subjectOf: (name) => name,
  run: async (name, world) => {
    const administrator = await world.sessions.of()
    const { dbid } = world.profile
    if (isOption(name)) await administrator.removeOptions(dbid, [name])
    else await administrator.remove(dbid, world.authority.get(name).id)
    return `${name} off the profile; ${await awaitProfile(world)}`
  },
})

function isOption(name: string): boolean {
  return /^certificates-\d+$/.test(name)
}

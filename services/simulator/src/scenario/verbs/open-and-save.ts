import { Type } from "typebox"
import { awaitProfile } from "../world/profile.ts"
import { defineVerb } from "./verb.ts"

/** The trap of the Options tab. Seed: "do not open certificates-n [...] using the Options tab". */
export const openAndSave = defineVerb({
  name: "openAndSave",
  schema: Type.String({ pattern: "^certificates-[1-9]\\d*$" }),
  run: async (name, world) => {
    const administrator = await world.sessions.of()
    await administrator.openAndSave(world.profile.dbid, { section: "recording-certificates", name })
    return `${name} opened and saved in the Options tab; ${await awaitProfile(world)}`
  },
})

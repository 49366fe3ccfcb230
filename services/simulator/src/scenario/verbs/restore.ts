import { Type } from "typebox"
import { Name } from "../file/words.ts"
import { replaceKeystore } from "../world/keystore.ts"
import { awaitProfile, changeProfile } from "../world/profile.ts"
import type { World } from "../world/world.ts"
import { defineVerb } from "./verb.ts"

const strict = { additionalProperties: false }
const Restore = Type.Union([
  /** The disk is put back: what came into the keystore since the backup is gone. */
  Type.Object({ keystore: Name }, strict),
  /** The IVR Profile as that step left it, byte for byte: the rollback. */
  Type.Object({ profile: Name }, strict),
])

/** Puts back what was. */
export const restore = defineVerb({
  name: "restore",
  schema: Restore,
  refersTo: (params) =>
    "keystore" in params ? { backups: [params.keystore] } : { steps: [params.profile] },
  run: async (params, world) => {
    if ("keystore" in params) return restoreKeystore(params.keystore, world)
    const kept = world.profiles.get(params.profile)
    if (kept === undefined) throw new RangeError(`step ${params.profile} has not run`)
    await changeProfile(world, () => kept.options)
    return `the profile as after ${params.profile}; ${await awaitProfile(world)}`
  },
})

async function restoreKeystore(name: string, { stage, backups }: World): Promise<string> {
  const kept = backups.get(name)
  if (kept === undefined) throw new RangeError(`there is no backup ${name}`)
  await replaceKeystore(stage, kept)
  return `the keystore file ${name}`
}

import { Type } from "typebox"
import { readFile } from "node:fs/promises"
import { Name } from "../file/words.ts"
import { keystoreFile } from "../world/keystore.ts"
import { defineVerb } from "./verb.ts"

/** A copy of the keystore file, as it lies: encrypted. Seed: "back up your keystore". */
export const backup = defineVerb({
  name: "backup",
  schema: Type.Object({ keystore: Name }, { additionalProperties: false }),
  refersTo: ({ keystore }) => ({ makes: { backups: [keystore] } }),
  run: async ({ keystore: name }, { stage, backups }) => {
    backups.set(name, await readFile(keystoreFile(stage)))
    return `the keystore file as ${name}`
  },
})

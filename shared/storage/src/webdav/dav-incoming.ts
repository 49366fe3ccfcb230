import { randomBytes } from "node:crypto"
import type { DavClient } from "./dav-client.ts"

/** Hidden, because keys never begin with a dot. */
const FOLDER = "/.incoming"
const AGE_MAX_MS = 3_600_000

/** Where objects are uploaded before they are moved to their keys as a whole. */
export interface DavIncoming {
  /** A path that no other process will name. */
  reserve(): string
  /** The folder that says that a key is being stored now. */
  claim(keyDigest: string): string
  /** Makes the folder, once. */
  prepare(): Promise<void>
  /** Removes what was left half-written: nothing was added to it for an hour. */
  clean(): Promise<void>
}

export function davIncoming(client: DavClient): DavIncoming {
  let isThere = false
  const make = async () => {
    await client.makeFolder(FOLDER)
    isThere = true
  }
  return {
    reserve: () => `${FOLDER}/${randomBytes(16).toString("hex")}`,
    claim: (keyDigest) => `${FOLDER}/claim-${keyDigest}`,
    prepare: async () => (isThere ? undefined : make()),
    async clean() {
      await make()
      const found = await client.entries(FOLDER)
      for (const { basename, lastmod } of found?.entries ?? []) {
        const ageMs = (found?.nowMs ?? Number.NaN) - Date.parse(lastmod)
        if (ageMs > AGE_MAX_MS) await client.remove(`${FOLDER}/${basename}`)
      }
    },
  }
}

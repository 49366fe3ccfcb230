import { endAbandonedPostgres } from "@gir/database"
import { mkdtemp, readdir, rename, rm } from "node:fs/promises"
import { join } from "node:path"
import { readRunning, writeIdentity } from "./identity-file.ts"
import { endAbandonedRedis } from "./own-redis.ts"
import { stateFolder } from "./state-folder.ts"

/**
 * Makes the root of an installation that lives no longer than this process. What a killed process
 * left of such a root, a PostgreSQL, a Redis and the folder itself, is removed first: nobody else
 * would.
 */
export async function makeTemporaryRoot(parent: string, prefix: string): Promise<string> {
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) await sweep(join(parent, name))
  }
  const root = await mkdtemp(join(parent, prefix))
  await writeIdentity(ownerFile(root))
  return root
}

export async function removeRoot(root: string): Promise<void> {
  await rm(root, { recursive: true, force: true, maxRetries: 3 })
}

const ownerFile = (root: string): string => join(root, "owner.json")

async function sweep(root: string): Promise<void> {
  if (!(await isTaken(ownerFile(root)))) return
  await endAbandonedPostgres(stateFolder(root).postgres)
  await endAbandonedRedis(stateFolder(root).redis)
  await removeRoot(root)
}

/** @returns true when it is ours now: of two who sweep at once, one finds the file gone, or new. */
async function isTaken(file: string): Promise<boolean> {
  try {
    if ((await readRunning(file)) !== null) return false
    await rename(file, `${file}.left`)
    await writeIdentity(file)
    return true
  } catch (error) {
    // It is being made, or removed by its owner, or it is another user's.
    const { code = "" } = error as NodeJS.ErrnoException
    if (["ENOENT", "ENOTDIR", "EACCES", "EPERM"].includes(code)) return false
    throw error
  }
}

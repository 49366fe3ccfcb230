import { open, readFile, rm } from "node:fs/promises"
import { setTimeout as delay } from "node:timers/promises"
import { GirError } from "@gir/errors"
import { identityOf, isRunning, type ProcessIdentity } from "./process-identity.ts"

const TRIES = 600
const TRY_AGAIN_MS = 200

/**
 * Runs `work` while no other process does the same for this lock file. A lock whose holder was
 * killed is broken.
 *
 * @throws ERR_DATABASE_EMBEDDED when the holder does not finish within two minutes.
 */
export async function withStartLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await acquire(path)
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

async function acquire(path: string): Promise<void> {
  for (let tryNumber = 0; tryNumber < TRIES; tryNumber += 1) {
    if (await create(path)) return
    const holder = await holderOf(path)
    if (holder !== null && !(await isRunning(holder))) await rm(path, { force: true })
    else await delay(TRY_AGAIN_MS)
  }
  throw new GirError("ERR_DATABASE_EMBEDDED", "another process starts the same server and hangs", {
    where: path,
    next: `end that process, or remove ${path}`,
  })
}

async function create(path: string): Promise<boolean> {
  const handle = await open(path, "wx", 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") return null
    throw error
  })
  if (handle === null) return false
  try {
    await handle.writeFile(JSON.stringify(await identityOf(process.pid)))
    return true
  } finally {
    await handle.close()
  }
}

/** @returns `null` while the holder has not written its name yet. */
async function holderOf(path: string): Promise<ProcessIdentity | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as ProcessIdentity
  } catch {
    return null
  }
}

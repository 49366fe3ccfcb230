import type { Dirent } from "node:fs"
import { join } from "node:path"
import type { StoredObject } from "../storage-destination.ts"
import { errnoOf } from "./file-error.ts"
import type { FileSystem } from "./file-system.ts"
import { lookUp } from "./look-up.ts"

interface Listing {
  readonly root: string
  readonly prefix: string
  readonly fileSystem: FileSystem
}

/**
 * Walks only the folders that can hold keys with this prefix; what vanishes meanwhile is skipped.
 */
export async function* listObjects(listing: Listing): AsyncGenerator<StoredObject> {
  const folder = listing.prefix.slice(0, listing.prefix.lastIndexOf("/") + 1)
  // A missing root must not look like an empty destination.
  await listing.fileSystem.stat(listing.root)
  yield* walk(folder, listing)
}

async function* walk(folder: string, listing: Listing): AsyncGenerator<StoredObject> {
  const path = join(listing.root, folder)
  for (const entry of (await lookUp(listing, () => entriesOf(path, listing.fileSystem))) ?? []) {
    const key = `${folder}${entry.name}`
    if (entry.name.startsWith(".")) continue
    if (entry.isDirectory() && mayHold(key, listing.prefix)) yield* walk(`${key}/`, listing)
    if (entry.isFile() && key.startsWith(listing.prefix)) {
      const file = join(listing.root, key)
      const storedBytes = await lookUp(listing, () => sizeOf(file, listing.fileSystem))
      if (storedBytes !== null) yield { key, storedBytes }
    }
  }
}

function mayHold(folder: string, prefix: string): boolean {
  return `${folder}/`.startsWith(prefix) || prefix.startsWith(`${folder}/`)
}

async function entriesOf(path: string, fileSystem: FileSystem): Promise<Dirent[] | null> {
  try {
    return await fileSystem.readdir(path, { withFileTypes: true })
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

/** @returns the size of a file, or `null` when no file is there. */
export async function sizeOf(path: string, fileSystem: FileSystem): Promise<number | null> {
  try {
    const status = await fileSystem.lstat(path)
    return status.isFile() ? status.size : null
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

export function isMissing(error: unknown): boolean {
  const errno = errnoOf(error)
  return errno === "ENOENT" || errno === "ENOTDIR"
}

import { readdir } from "node:fs/promises"
import { join, relative } from "node:path"

/** @returns every file below a Storage Destination's folder, hidden and half-written ones too. */
export async function storedFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted()
}

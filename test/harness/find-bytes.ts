import { createReadStream, type Dirent } from "node:fs"
import { readdir } from "node:fs/promises"
import { join } from "node:path"

/** @returns the files below `folder` whose bytes contain `needle`; files that vanish are passed over. */
export async function filesContaining(folder: string, needle: Uint8Array): Promise<string[]> {
  const entries = await list(folder)
  const found: string[] = []
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    if (await contains(path, needle)) found.push(path)
  }
  return found
}

/** A folder may vanish, or not be there yet, while it is searched. */
async function list(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return []
    throw error
  }
}

async function contains(path: string, needle: Uint8Array): Promise<boolean> {
  let tail = Buffer.alloc(0)
  try {
    for await (const chunk of createReadStream(path)) {
      const window = Buffer.concat([tail, chunk as Buffer])
      if (window.includes(Buffer.from(needle))) return true
      tail = window.subarray(-(needle.length - 1))
    }
  } catch (error) {
    if (["ENOENT", "ENXIO", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) {
      return false
    }
    throw error
  }
  return false
}

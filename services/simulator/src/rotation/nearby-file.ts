import { readdir } from "node:fs/promises"
import { basename, dirname, join, resolve } from "node:path"
import { nearest } from "../yaml/did-you-mean.ts"

/** @returns the path that was probably meant, or `null`. */
export async function nearbyFile(name: string, folder: string): Promise<string | null> {
  const names = await readdir(dirname(resolve(folder, name))).catch(() => [])
  const meant = nearest(basename(name), names)
  return meant === null || meant === basename(name) ? null : join(dirname(name), meant)
}

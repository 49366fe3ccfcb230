import type { FileSystem } from "./file-system.ts"

/**
 * Tells "nothing is there" from "the destination is away". A disk may go and come back between two
 * system calls, so one miss proves nothing: it counts when the root is there, the look is repeated,
 * and the root is there still.
 *
 * @param look answers `null` for a miss.
 * @throws the root's own error (`ENOENT`, …) while the destination is away.
 */
export async function lookUp<T>(
  folder: { readonly root: string; readonly fileSystem: FileSystem },
  look: () => Promise<T | null>,
): Promise<T | null> {
  const first = await look()
  if (first !== null) return first
  await folder.fileSystem.stat(folder.root)
  const second = await look()
  if (second !== null) return second
  await folder.fileSystem.stat(folder.root)
  return null
}

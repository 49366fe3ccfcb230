import { mkdtemp, rm, statfs } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** In memory where the system has such a place: the disk is not what is measured. */
const IN_MEMORY = "/dev/shm"

/** Runs `work` with a folder of its own that has room, and which is gone afterwards. */
export async function inScratchFolder<T>(
  neededBytes: number,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const space = await statfs(IN_MEMORY).catch(() => null)
  const isRoomy = space !== null && space.bavail * space.bsize > 2 * neededBytes
  const folder = await mkdtemp(join(isRoomy ? IN_MEMORY : tmpdir(), "gir-bench-"))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

import { GirError } from "@gir/errors"
import { opendir, stat } from "node:fs/promises"
import { join } from "node:path"

/** Deeper than this no archive is; a file system may be circular without any link. */
const MAX_DEPTH = 64

/**
 * Lists the regular files below a folder. Links are not followed, so that no file counts twice.
 *
 * @param onUnreadable is told each folder below that may not be read.
 * @throws ERR_CLI_INPUT_UNREADABLE when the folder itself is none.
 */
export async function* walkFolder(
  folder: string,
  onUnreadable: (path: string) => void,
): AsyncGenerator<string> {
  const found = await stat(folder).catch(() => null)
  if (found?.isDirectory() !== true) {
    throw new GirError("ERR_CLI_INPUT_UNREADABLE", `${folder} is no folder`, { where: folder })
  }
  yield* walk(folder, 0, onUnreadable)
}

async function* walk(
  folder: string,
  depth: number,
  onUnreadable: (path: string) => void,
): AsyncGenerator<string> {
  if (depth > MAX_DEPTH) return onUnreadable(folder)
  const entries = await opendir(folder).catch(() => null)
  if (entries === null) return onUnreadable(folder)
  for await (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* walk(path, depth + 1, onUnreadable)
    else if (entry.isFile()) yield path
  }
}

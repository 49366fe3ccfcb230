import type { FileHandle } from "node:fs/promises"
import { dirname, join } from "node:path"
import { errnoOf } from "./file-error.ts"
import type { FileSystem } from "./file-system.ts"
import { ignoreErrno, type IncomingFolder } from "./incoming-folder.ts"

/** Another process may remove an empty folder between our making it and our linking into it. */
const LINK_TRIES = 5

export interface WriteObjectOptions {
  readonly root: string
  readonly segments: readonly string[]
  readonly body: AsyncIterable<Uint8Array>
  readonly incoming: IncomingFolder
  readonly fileSystem: FileSystem
  /** Makes what was linked into the root before this call durable. */
  readonly syncRoot: () => Promise<void>
}

/**
 * Writes a hidden file, makes it durable, then links it to its key. A link, unlike a rename, fails
 * when the key is taken, and appears as a whole or not at all.
 *
 * @returns the bytes written.
 */
export async function writeObject(options: WriteObjectOptions): Promise<number> {
  const { fileSystem, incoming } = options
  const reserved = incoming.reserve()
  try {
    const storedBytes = await writeFile(reserved.path, options)
    await linkDurably(reserved.path, options)
    return storedBytes
  } finally {
    await fileSystem.unlink(reserved.path).catch(() => undefined)
    reserved.release()
  }
}

async function writeFile(path: string, options: WriteObjectOptions): Promise<number> {
  const handle = await options.fileSystem.open(path, "wx", 0o600)
  try {
    const storedBytes = await writeAll(handle, options.body[Symbol.asyncIterator]())
    await handle.sync()
    return storedBytes
  } finally {
    await handle.close()
  }
}

const NOTHING = new Uint8Array(0)

/**
 * The next chunk of a live call is seconds away. Who waits that long is old by then for the garbage
 * collector, and whatever old memory still points at lives until all of it is searched, which stops
 * thousands of calls at once. So no chunk is ever a value of this function, as it would be in a `for
 * await`, and each is taken out of the result that the old promise points at.
 *
 * @returns the bytes written.
 */
async function writeAll(handle: FileHandle, chunks: AsyncIterator<Uint8Array>): Promise<number> {
  let writtenBytes = 0
  try {
    for (;;) {
      const result = await chunks.next()
      if (result.done === true) return writtenBytes
      writtenBytes += await writeChunk(handle, result)
      result.value = NOTHING
    }
  } catch (error) {
    await chunks.return?.().catch(() => undefined)
    throw error
  }
}

async function writeChunk(
  handle: FileHandle,
  { value: chunk }: { readonly value: Uint8Array },
): Promise<number> {
  let offset = 0
  while (offset < chunk.byteLength) {
    const { bytesWritten } = await handle.write(chunk, offset, chunk.byteLength - offset)
    offset += bytesWritten
  }
  return offset
}

async function linkDurably(source: string, options: WriteObjectOptions): Promise<void> {
  const { root, segments, fileSystem } = options
  const target = join(root, ...segments)
  for (let tryNumber = 1; ; tryNumber += 1) {
    await makeFolders(options)
    try {
      await fileSystem.link(source, target)
      break
    } catch (error) {
      if (errnoOf(error) !== "ENOENT" || tryNumber === LINK_TRIES) throw error
    }
  }
  try {
    await syncFolders(options)
  } catch (error) {
    // Not durable means not stored: the caller will try again under another key.
    await fileSystem.unlink(target).catch(ignoreErrno("ENOENT"))
    throw error
  }
}

async function makeFolders(options: WriteObjectOptions): Promise<void> {
  let folder = options.root
  for (const segment of options.segments.slice(0, -1)) {
    folder = join(folder, segment)
    await options.fileSystem.mkdir(folder, { mode: 0o700 }).catch(ignoreErrno("EEXIST"))
  }
}

/**
 * Every folder up to the root, also those that were there before: another process may have made one
 * a moment ago and not have come to its own fsync yet.
 */
async function syncFolders(options: WriteObjectOptions): Promise<void> {
  let folder = join(options.root, ...options.segments)
  for (let depth = 1; depth < options.segments.length; depth += 1) {
    folder = dirname(folder)
    await syncFolder(folder, options.fileSystem)
  }
  await options.syncRoot()
}

export async function syncFolder(folder: string, fileSystem: FileSystem): Promise<void> {
  const handle = await fileSystem.open(folder, "r")
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

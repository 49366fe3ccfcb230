import { constants } from "node:fs"
import type { FileHandle } from "node:fs/promises"
import { dirname, join } from "node:path"
import { Readable } from "node:stream"
import { GirError } from "@gir/errors"
import { systemClock, type Clock } from "@gir/sim"
import { assertRange } from "../byte-range.ts"
import type { ByteRange, StorageDestination, StoredObject } from "../storage-destination.ts"
import { assertPrefix, keySegments } from "../storage-key.ts"
import { errnoOf, toStorageError } from "./file-error.ts"
import { nodeFileSystem, type FileSystem } from "./file-system.ts"
import { openIncomingFolder, type IncomingFolder } from "./incoming-folder.ts"
import { isMissing, listObjects, sizeOf } from "./list-objects.ts"
import { lookUp } from "./look-up.ts"
import { sharedWork } from "./shared-work.ts"
import { syncFolder, writeObject } from "./write-object.ts"

const READ_CHUNK_BYTES = 262_144

export interface FileDestinationOptions {
  /** Absolute path of a folder that exists. */
  readonly root: string
  readonly fileSystem?: FileSystem
  readonly clock?: Clock
}

interface Folder {
  readonly root: string
  readonly fileSystem: FileSystem
  readonly incoming: IncomingFolder
  readonly syncRoot: () => Promise<void>
}

/** A folder as Storage Destination; any number of processes may share it. */
export function openFileDestination(options: FileDestinationOptions): StorageDestination {
  const { root, fileSystem = nodeFileSystem, clock = systemClock } = options
  const incoming = openIncomingFolder({ root, fileSystem, clock })
  const syncRoot = sharedWork(() => syncFolder(root, fileSystem))
  const folder: Folder = { root, fileSystem, incoming, syncRoot }
  const cleanOnce = onceWhenItWorks(() => incoming.clean())
  return {
    put: (key, body) => guarded(key, () => put({ folder, key, body, cleanOnce }), body),
    get: (key, range) => guarded(key, () => get(folder, key, range)),
    head: (key) => guarded(key, () => head(folder, key)),
    delete: (key) => guarded(key, () => remove(folder, key)),
    list: (prefix) => list(folder, prefix),
    check: () => guarded(root, () => check(folder)),
  }
}

async function guarded<T>(
  where: string,
  work: () => Promise<T>,
  body?: AsyncIterable<Uint8Array>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    // A stream that nobody reads any more would keep its source waiting for ever.
    if (body instanceof Readable) body.destroy()
    throw toStorageError(error, where)
  }
}

function onceWhenItWorks(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  return async () => {
    running ??= work()
    try {
      await running
    } catch (error) {
      running = null
      throw error
    }
  }
}

async function put(options: {
  readonly folder: Folder
  readonly key: string
  readonly body: AsyncIterable<Uint8Array>
  readonly cleanOnce: () => Promise<void>
}): Promise<{ storedBytes: number }> {
  const { folder, body } = options
  const segments = keySegments(options.key)
  await options.cleanOnce()
  // Asked first, so that a whole body is not written for nothing; the link decides.
  if ((await sizeOf(join(folder.root, ...segments), folder.fileSystem)) !== null) {
    throw new GirError("ERR_STORAGE_EXISTS", "an object is already stored under this key", {
      where: options.key,
    })
  }
  return { storedBytes: await writeObject({ ...folder, segments, body }) }
}

async function get(folder: Folder, key: string, range?: ByteRange): Promise<Readable> {
  const path = join(folder.root, ...keySegments(key))
  const handle = await openObject(folder, path, key)
  try {
    const { size } = await handle.stat()
    const { from, to } = range ?? { from: 0, to: size }
    assertRange({ from, to }, size, key)
    if (from === to) {
      await handle.close()
      return Readable.from([])
    }
    return handle.createReadStream({ start: from, end: to - 1, highWaterMark: READ_CHUNK_BYTES })
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function openObject(folder: Folder, path: string, key: string): Promise<FileHandle> {
  const handle = await lookUp(folder, () => openFile(folder, path))
  if (handle !== null) return handle
  throw new GirError("ERR_STORAGE_NOT_FOUND", "nothing is stored under this key", { where: key })
}

async function openFile(folder: Folder, path: string): Promise<FileHandle | null> {
  try {
    // No symbolic link at the end of a key: it could lead out of the root.
    const handle = await folder.fileSystem.open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    if ((await handle.stat()).isFile()) return handle
    await handle.close()
    return null
  } catch (error) {
    if (isMissing(error) || errnoOf(error) === "ELOOP") return null
    throw error
  }
}

async function head(folder: Folder, key: string): Promise<{ storedBytes: number } | null> {
  const path = join(folder.root, ...keySegments(key))
  const storedBytes = await lookUp(folder, () => sizeOf(path, folder.fileSystem))
  return storedBytes === null ? null : { storedBytes }
}

async function remove(folder: Folder, key: string): Promise<boolean> {
  const path = join(folder.root, ...keySegments(key))
  const isRemoved = await lookUp(folder, () => unlinkFile(folder, path))
  if (isRemoved === null) return false
  await removeEmptyFolders(folder, dirname(path))
  return true
}

async function unlinkFile(folder: Folder, path: string): Promise<true | null> {
  try {
    await folder.fileSystem.unlink(path)
    return true
  } catch (error) {
    if (isMissing(error) || errnoOf(error) === "EISDIR") return null
    throw error
  }
}

/** A folder is no object: it goes with the last one. The last folder touched is made durable. */
async function removeEmptyFolders(folder: Folder, deepest: string): Promise<void> {
  let path = deepest
  while (path.length > folder.root.length && path.startsWith(folder.root)) {
    const isRemoved = await folder.fileSystem.rmdir(path).then(
      () => true,
      () => false,
    )
    if (!isRemoved) break
    path = dirname(path)
  }
  await syncFolder(path, folder.fileSystem).catch((error: unknown) => {
    if (!isMissing(error)) throw error
  })
}

async function* list(folder: Folder, prefix: string): AsyncGenerator<StoredObject> {
  assertPrefix(prefix)
  try {
    yield* listObjects({ ...folder, prefix })
  } catch (error) {
    throw toStorageError(error, prefix)
  }
}

/** Does what a `put` does, up to the link, with one byte. */
async function check(folder: Folder): Promise<void> {
  await folder.incoming.clean()
  const probe = folder.incoming.reserve()
  const linked = folder.incoming.reserve()
  try {
    const handle = await folder.fileSystem.open(probe.path, "wx", 0o600)
    try {
      await handle.write(new Uint8Array(1))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await folder.fileSystem.link(probe.path, linked.path)
  } finally {
    for (const { path, release } of [probe, linked]) {
      await folder.fileSystem.unlink(path).catch(() => undefined)
      release()
    }
  }
}

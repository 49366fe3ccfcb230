import { constants } from "node:fs"
import { open, stat, type FileHandle } from "node:fs/promises"
import { GirError } from "@gir/errors"

/** Bytes of a file from `from`, `byteCount` of them. */
export interface FilePart {
  readonly path: string
  readonly from: number
  readonly byteCount: number
  readonly chunks?: ChunkSizes
}

/** How much is read at once. */
export interface ChunkSizes {
  /** The first time; default as ever after. */
  readonly firstBytes?: number
  readonly bytes: number
}

/** @returns how much to read when `at` bytes have been read. */
export function chunkBytesAt({ firstBytes, bytes }: ChunkSizes, at: number): number {
  return at === 0 ? (firstBytes ?? bytes) : bytes
}

const DEFAULT_CHUNKS: ChunkSizes = { bytes: 65_536 }

/**
 * @returns the size of a regular, readable file that is not empty.
 * @throws ERR_MEDIA_FILE_NOT_FOUND, ERR_MEDIA_FILE_UNREADABLE, ERR_MEDIA_EMPTY.
 */
export async function sizeOfFile(path: string): Promise<number> {
  try {
    const found = await stat(path)
    // A named pipe or a device could block the recorder for ever.
    if (!found.isFile()) {
      throw new GirError("ERR_MEDIA_FILE_UNREADABLE", `${path} is not a regular file`)
    }
    if (found.size === 0) throw new GirError("ERR_MEDIA_EMPTY", `${path} is empty`)
    return found.size
  } catch (error) {
    throw toFileError(path, error)
  }
}

/** Runs `work` with the file open for reading. @throws as {@link sizeOfFile}. */
export async function withFile<T>(
  path: string,
  work: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  const handle = await openFile(path)
  try {
    return await work(handle)
  } catch (error) {
    throw toFileError(path, error)
  } finally {
    await handle.close()
  }
}

/**
 * Reads exactly that part of a file, each chunk when it is asked for.
 *
 * @throws ERR_MEDIA_CUT when the file has become shorter since it was checked.
 */
export async function* readFilePart(part: FilePart): AsyncGenerator<Uint8Array> {
  const { path, from, byteCount, chunks = DEFAULT_CHUNKS } = part
  const handle = await openFile(path)
  try {
    let at = 0
    while (at < byteCount) {
      const length = Math.min(chunkBytesAt(chunks, at), byteCount - at)
      const { buffer, bytesRead } = await handle.read(
        Buffer.allocUnsafeSlow(length),
        0,
        length,
        from + at,
      )
      if (bytesRead === 0) throw becameShorter(path)
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } catch (error) {
    throw toFileError(path, error)
  } finally {
    await handle.close()
  }
}

/** Adds the path to the errors of a format, which know only bytes. */
export function atPath(path: string, error: unknown): unknown {
  if (!(error instanceof GirError) || error.where !== undefined) return error
  return new GirError(error.code, `${path}: ${error.message}`, {
    where: path,
    cause: error,
    fields: error.fields,
  })
}

export function becameShorter(path: string): GirError {
  return new GirError("ERR_MEDIA_CUT", `${path} became shorter while it was read`)
}

function openFile(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY).catch((error: unknown) => {
    throw toFileError(path, error)
  })
}

function toFileError(path: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined
  if (error instanceof GirError || typeof code !== "string") return error
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new GirError("ERR_MEDIA_FILE_NOT_FOUND", `there is no file ${path}`, { cause: error })
  }
  return new GirError("ERR_MEDIA_FILE_UNREADABLE", `${path} cannot be read (${code})`, {
    cause: error,
  })
}

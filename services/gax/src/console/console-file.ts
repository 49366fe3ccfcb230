import { createReadStream, type ReadStream } from "node:fs"
import { realpath, stat } from "node:fs/promises"
import { extname, join, sep } from "node:path"

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wav": "audio/wav",
  ".woff2": "font/woff2",
}
/** No empty part, none that begins with a dot, and nothing that would need decoding. */
const SAFE_PATH = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/

/** A file of the built console. */
export interface ConsoleFile {
  readonly type: string
  readonly bytes: number
  /** Changes when the file does. */
  readonly etag: string
  open(): ReadStream
}

/**
 * @param path below the folder, with `/` and without one at the front.
 * @returns null when there is no such file, or it lies outside the folder.
 */
export async function findConsoleFile(folder: string, path: string): Promise<ConsoleFile | null> {
  const type = TYPES[extname(path)]
  if (type === undefined || !SAFE_PATH.test(path)) return null
  try {
    const root = await realpath(folder)
    const file = await realpath(join(root, path))
    const { size: bytes, mtimeMs, isFile } = await statOf(file)
    if (!isFile || !file.startsWith(root + sep)) return null
    const etag = `"${bytes.toString(16)}-${Math.round(mtimeMs).toString(16)}"`
    return { type, bytes, etag, open: () => createReadStream(file) }
  } catch {
    return null
  }
}

async function statOf(file: string) {
  const found = await stat(file)
  return { size: found.size, mtimeMs: found.mtimeMs, isFile: found.isFile() }
}

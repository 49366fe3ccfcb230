import { createReadStream } from "node:fs"
import { readdir } from "node:fs/promises"
import { join, relative } from "node:path"

export interface PlaintextSearch {
  readonly files: number
  /** Files with plaintext in them, relative to the folder. */
  readonly found: readonly string[]
}

interface SearchOptions {
  readonly folder: string
  /** Holds plaintext, and may. */
  readonly except: string
  readonly canaries: readonly Uint8Array[]
}

/** Searches every file of an installation, its database, logs and temporary files among them. */
export async function searchPlaintext(options: SearchOptions): Promise<PlaintextSearch> {
  const { folder, except } = options
  const needles = distinct(options.canaries)
  const found: string[] = []
  let files = 0
  if (needles.length === 0) return { files, found }
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || !relative(except, path).startsWith("..")) continue
    files += 1
    if (await holdsAny(path, needles)) found.push(relative(folder, path))
  }
  return { files, found }
}

function distinct(canaries: readonly Uint8Array[]): readonly Buffer[] {
  const byText = new Map(canaries.map((one) => [Buffer.from(one).toString("hex"), one]))
  return [...byText.values()].map((one) => Buffer.from(one))
}

const CHUNK_BYTES = 1_048_576

async function holdsAny(path: string, needles: readonly Buffer[]): Promise<boolean> {
  const overlap = Math.max(...needles.map(({ length }) => length)) - 1
  let tail = Buffer.alloc(0)
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
      const window = Buffer.concat([tail, chunk as Buffer])
      if (needles.some((needle) => window.includes(needle))) return true
      tail = window.subarray(-overlap)
    }
  } catch (error) {
    // The database and the queue remove files while they are searched.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error
  }
  return false
}

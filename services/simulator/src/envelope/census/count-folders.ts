import { GirError } from "@gir/errors"
import { resolve } from "node:path"
import type { Keystore } from "./keystore.ts"
import { readFileHeader } from "./read-header.ts"
import { TallyBook, type Tally } from "./tally.ts"
import { walkFolder } from "./walk-folder.ts"

export interface CountOptions {
  /** The folder to which the others are relative. */
  readonly folder: string
  readonly signal: AbortSignal
  /** With one, what it cannot open is listed. */
  readonly keystore: Keystore | null
  /** Is told what could not be read, and does not count. */
  readonly complain: (what: string) => void
}

/** Headers that are read at once: enough to keep a disk busy. */
const AT_ONCE = 16

/** Reads the header of every file below some folders; no key is used, and no content read. */
export async function countFolders(
  folders: readonly string[],
  { folder, signal, keystore, complain }: CountOptions,
): Promise<Tally> {
  const book = new TallyBook(keystore === null ? null : (recipient) => keystore.holds(recipient))
  const running = new Set<Promise<void>>()
  const countOne = async (path: string): Promise<void> => {
    try {
      book.add(path, await readFileHeader(path, signal))
    } catch (error) {
      if (!(error instanceof GirError)) throw error
      complain(error.message)
    }
  }
  for (const root of folders) {
    const paths = walkFolder(resolve(folder, root), (path) => complain(`${path} may not be read`))
    for await (const path of paths) {
      signal.throwIfAborted()
      const one = countOne(path).finally(() => running.delete(one))
      running.add(one)
      if (running.size >= AT_ONCE) await Promise.race(running)
    }
  }
  await Promise.all(running)
  return book.result()
}

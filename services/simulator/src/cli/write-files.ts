import { GirError } from "@gir/errors"
import { mkdir, open } from "node:fs/promises"
import { join } from "node:path"

/** A file to be written; a private one gets mode 0600. */
export interface NewFile {
  readonly name: string
  readonly text: string
  readonly isPrivate: boolean
}

const PRIVATE_MODE = 0o600
const PUBLIC_MODE = 0o644

/**
 * Writes files into a folder and never overwrites one.
 *
 * @returns their paths, in the same order.
 * @throws ERR_CLI_FILE_EXISTS naming the file that is there already.
 */
export async function writeFiles(folder: string, files: readonly NewFile[]): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const paths: string[] = []
  for (const file of files) paths.push(await writeOne(folder, file))
  return paths
}

async function writeOne(folder: string, file: NewFile): Promise<string> {
  const path = join(folder, file.name)
  const handle = await open(path, "wx", file.isPrivate ? PRIVATE_MODE : PUBLIC_MODE).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error
      throw new GirError("ERR_CLI_FILE_EXISTS", `${path} is already there`, { where: path })
    },
  )
  try {
    await handle.writeFile(file.text)
  } finally {
    await handle.close()
  }
  return path
}

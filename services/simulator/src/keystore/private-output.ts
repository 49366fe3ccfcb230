import { GirError } from "@gir/errors"
import { lstat, open, rm } from "node:fs/promises"

const PRIVATE_MODE = 0o600

/** @throws ERR_CLI_FILE_EXISTS before any work is done for a file that cannot be written. */
export async function assertNew(path: string): Promise<void> {
  if ((await lstat(path).catch(() => null)) !== null) throw exists(path)
}

/**
 * Writes a file for its owner's eyes only, and never over another one; on failure none is left.
 *
 * @throws ERR_CLI_FILE_EXISTS, ERR_CLI_OUTPUT_FAILED
 */
export async function writePrivate(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, "wx", PRIVATE_MODE).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === "EEXIST" ? exists(path) : failed(path, cause)
  })
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } catch (cause) {
    await rm(path, { force: true })
    throw failed(path, cause)
  } finally {
    await handle.close()
  }
}

function exists(path: string): GirError {
  return new GirError("ERR_CLI_FILE_EXISTS", `${path} is already there`, { where: path })
}

function failed(path: string, cause: unknown): GirError {
  const message = `${path} cannot be written`
  return new GirError("ERR_CLI_OUTPUT_FAILED", message, { where: path, cause })
}

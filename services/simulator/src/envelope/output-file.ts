import { GirError, isGirError } from "@gir/errors"
import { randomBytes } from "node:crypto"
import { createWriteStream } from "node:fs"
import { link, lstat, open, rename, rm, stat, type FileHandle } from "node:fs/promises"
import { basename, dirname, join, resolve } from "node:path"
import type { Writable } from "node:stream"
import { finished } from "node:stream/promises"

/** Standard output, where a command takes `-` for a file. */
export type OutputStream = Writable & { readonly isTTY?: boolean }

export interface OutputOptions {
  /** A path, or `-` for standard output. */
  readonly path: string
  readonly folder: string
  readonly output: OutputStream
  /** Binary data does not belong on a terminal; PEM does. */
  readonly isText: boolean
  /** Replace a file that is there. Otherwise it is refused. */
  readonly force: boolean
}

/** A place for a result. Nothing is seen there before the work that writes it has ended well. */
export interface Output {
  /**
   * Lets `work` write. When it succeeds the file takes its name in one step; when it fails, or is
   * interrupted, no file is there.
   *
   * @param check may read the finished file by its temporary name, and refuse it by throwing.
   */
  write(work: (writable: Writable) => Promise<void>, check?: Check): Promise<void>
}

type Check = (temporaryPath: string) => Promise<void>

const STANDARD_OUTPUT = "-"
const PRIVATE_MODE = 0o600
const WRITE_BYTES = 1024 * 1024

/**
 * Chooses where a result goes, and refuses at once what would be refused after the work.
 *
 * @throws ERR_CLI_FILE_EXISTS unless `force`; ERR_CLI_USAGE for a terminal or a missing folder.
 */
export async function openOutput(options: OutputOptions): Promise<Output> {
  const { path, folder, output, isText } = options
  if (path === STANDARD_OUTPUT) {
    if (output.isTTY === true && !isText) throw terminalRefused()
    return { write: (work) => telling(path, () => work(output)) }
  }
  const target = resolve(folder, path)
  const found = await stat(target).catch(() => null)
  // A device or a pipe that somebody made has no content to lose, and cannot be renamed over.
  if (found !== null && !found.isFile() && !found.isDirectory()) return deviceOutput(path, target)
  const isThere = await lstat(target).catch(() => null)
  if (found?.isDirectory() === true) throw new GirError("ERR_CLI_USAGE", `${path} is a folder`)
  if (isThere !== null && !options.force) throw fileExists(path)
  await assertFolder(target, path)
  return fileOutput(path, target, options.force)
}

function terminalRefused(): GirError {
  return new GirError("ERR_CLI_USAGE", "binary data does not belong on a terminal", {
    next: "--out FILE, or a pipe",
  })
}

function fileExists(path: string): GirError {
  return new GirError("ERR_CLI_FILE_EXISTS", `${path} is already there`, {
    where: path,
    next: "Choose another name, or replace it: --force",
  })
}

async function assertFolder(target: string, path: string): Promise<void> {
  const parent = await stat(dirname(target)).catch(() => null)
  if (parent?.isDirectory() === true) return
  throw new GirError("ERR_CLI_USAGE", `the folder of ${path} is not there`, {
    where: path,
    next: `mkdir -p ${dirname(target)}`,
  })
}

function deviceOutput(path: string, target: string): Output {
  return {
    write: (work) =>
      telling(path, async () => {
        const stream = createWriteStream(target, { flags: "w" })
        await work(stream)
        stream.end()
        await finished(stream)
      }),
  }
}

function fileOutput(path: string, target: string, force: boolean): Output {
  const suffix = randomBytes(6).toString("hex")
  const temporary = join(dirname(target), `.${basename(target).slice(0, 200)}.${suffix}.part`)
  return {
    write: (work, check) =>
      telling(path, async () => {
        const handle = await open(temporary, "wx", PRIVATE_MODE)
        try {
          await writeTo(handle, work)
          await check?.(temporary)
          await (force ? rename(temporary, target) : nameNewFile(temporary, target, path))
        } finally {
          await rm(temporary, { force: true })
        }
      }),
  }
}

async function writeTo(
  handle: FileHandle,
  work: (writable: Writable) => Promise<void>,
): Promise<void> {
  const stream = createWriteStream("", {
    fd: handle.fd,
    autoClose: false,
    highWaterMark: WRITE_BYTES,
  })
  try {
    await work(stream)
    stream.end()
    await finished(stream)
  } finally {
    stream.destroy()
    if (!stream.closed) await new Promise((done) => stream.once("close", done))
    await handle.close()
  }
}

/** `rename` would replace a file that came into being meanwhile; a hard link refuses to. */
async function nameNewFile(temporary: string, target: string, path: string): Promise<void> {
  try {
    await link(temporary, target)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "EEXIST") throw fileExists(path)
    // Some file systems have no hard links.
    await rename(temporary, target)
  }
}

/** Turns what the system says about writing into one error; what the work says passes. */
async function telling(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (isGirError(error) || !isSystemError(error)) throw error
    const name = path === STANDARD_OUTPUT ? "standard output" : path
    throw new GirError("ERR_CLI_OUTPUT_FAILED", `${name} cannot be written (${error.code})`, {
      where: name,
      cause: error,
    })
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && "syscall" in error && "code" in error
}

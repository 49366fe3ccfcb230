import { GirError, isGirError } from "@gir/errors"
import { randomBytes } from "node:crypto"
import { createWriteStream } from "node:fs"
import { link, lstat, open, rename, rm, stat } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import type { Readable, Transform, Writable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { FileSink } from "./file-sink.ts"

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

/** What is written, and how it is known to be right. */
export interface Writing {
  /** A source, and what it goes through on its way. */
  readonly stages: readonly [Readable, ...Transform[]]
  readonly signal: AbortSignal
  /**
   * Runs after the last byte, and before the file takes its name; may refuse it by throwing.
   *
   * @param temporaryPath where the finished file lies; `null` when it went to a pipe.
   */
  readonly beforeNaming?: (temporaryPath: string | null) => Promise<void>
}

/** A place for a result. Nothing is seen there before the work that writes it has ended well. */
export interface Output {
  /**
   * Writes a stream. When it succeeds the file takes its name in one step; when it fails, or is
   * interrupted, no file is there.
   *
   * @throws ERR_CLI_OUTPUT_FAILED, ERR_CLI_FILE_EXISTS, and what the stages and the check throw.
   */
  write(writing: Writing): Promise<void>
}

const STANDARD_OUTPUT = "-"
const PRIVATE_MODE = 0o600

/**
 * Chooses where a result goes, and refuses at once what would be refused after the work.
 *
 * @throws ERR_CLI_FILE_EXISTS unless `force`; ERR_CLI_USAGE for a terminal or a missing folder.
 */
export async function openOutput(options: OutputOptions): Promise<Output> {
  const { path, folder, output, isText } = options
  if (path === STANDARD_OUTPUT) {
    if (output.isTTY === true && !isText) throw terminalRefused()
    return { write: (writing) => telling(path, () => pourAll(writing, output, { end: false })) }
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
    write: (writing) => telling(path, () => pourAll(writing, createWriteStream(target), {})),
  }
}

function fileOutput(path: string, target: string, force: boolean): Output {
  const temporary = join(dirname(target), `.gir-${randomBytes(8).toString("hex")}.part`)
  return {
    write: (writing) =>
      telling(path, async () => {
        const handle = await open(temporary, "wx", PRIVATE_MODE)
        try {
          await pour(writing, new FileSink(handle), {})
          await writing.beforeNaming?.(temporary)
          writing.signal.throwIfAborted()
          await (force ? rename(temporary, target) : nameNewFile(temporary, target, path))
        } finally {
          await rm(temporary, { force: true })
        }
      }),
  }
}

async function pourAll(
  writing: Writing,
  writable: Writable,
  options: { readonly end?: boolean },
): Promise<void> {
  await pour(writing, writable, options)
  await writing.beforeNaming?.(null)
}

async function pour(
  { stages, signal }: Writing,
  writable: Writable,
  options: { readonly end?: boolean },
): Promise<void> {
  await pipeline([...stages, writable], { signal, ...options })
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

import type { CiphertextSource } from "@gir/cms"
import { GirError } from "@gir/errors"
import { mkdtemp, open, rm, type FileHandle } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { FileRange } from "./file-range.ts"

/** Standard input, where a command takes `-` for a file. */
export type InputStream = Readable

export interface InputOptions {
  /** A path, or `-` for standard input. */
  readonly path: string
  /** The folder in which the command was typed. */
  readonly folder: string
  readonly input: InputStream
  readonly signal: AbortSignal
}

/** Bytes that are read once, from the first to the last. */
export interface PlainInput {
  readonly stream: Readable
  /** `null` when nobody knows before the end. */
  readonly totalBytes: number | null
  close(): Promise<void>
}

/** Bytes that are read from any place. */
export interface EnvelopeInput {
  readonly source: CiphertextSource
  readonly name: string
  close(): Promise<void>
}

const STANDARD_INPUT = "-"
const PRIVATE_MODE = 0o600

/** @throws ERR_CLI_INPUT_UNREADABLE */
export async function openPlainInput(options: InputOptions): Promise<PlainInput> {
  if (options.path === STANDARD_INPUT) {
    return { stream: options.input, totalBytes: null, close: async () => undefined }
  }
  const { handle, totalBytes } = await openFile(options)
  const stream = wholeFile(handle, totalBytes)
  return { stream, totalBytes, close: () => closeAfter([stream], handle) }
}

/**
 * Opens an envelope. What comes through a pipe is put into a temporary file first, since its end
 * is read before its content: it is ciphertext, and the file has no name by the time it is read.
 *
 * @throws ERR_CLI_INPUT_UNREADABLE
 */
export async function openEnvelopeInput(options: InputOptions): Promise<EnvelopeInput> {
  const isPiped = options.path === STANDARD_INPUT
  const name = isPiped ? "standard input" : options.path
  const file = isPiped ? await spool(options.input, options.signal) : await openFile(options)
  const { handle, totalBytes } = file
  if (totalBytes !== null) return { ...fileInput(handle, totalBytes, options.signal), name }
  return { ...(await spoolDevice(handle, options.signal)), name }
}

/**
 * Reads a small file whole: a certificate, a key, a password, digests.
 *
 * @throws ERR_CLI_INPUT_UNREADABLE also when it is longer than `maxBytes`.
 */
export async function readSmallFile(
  path: string,
  { folder, maxBytes }: { readonly folder: string; readonly maxBytes: number },
): Promise<Buffer> {
  const { handle } = await openFile({ path, folder })
  try {
    const buffer = Buffer.alloc(maxBytes + 1)
    let length = 0
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length)
      length += bytesRead
      if (bytesRead === 0) return buffer.subarray(0, length)
      if (length > maxBytes) {
        throw unreadable(path, `${path} is longer than the ${maxBytes} bytes that it may have`)
      }
    }
  } finally {
    await handle.close()
  }
}

interface OpenedFile {
  readonly handle: FileHandle
  /** `null` for pipes and devices. */
  readonly totalBytes: number | null
}

async function openFile({
  path,
  folder,
}: Pick<InputOptions, "path" | "folder">): Promise<OpenedFile> {
  const handle = await open(resolve(folder, path), "r").catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, reasonOf(path, error), error)
  })
  const stat = await handle.stat()
  if (!stat.isDirectory()) return { handle, totalBytes: stat.isFile() ? stat.size : null }
  await handle.close()
  throw unreadable(path, `${path} is a folder`)
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "is not there",
  ENOTDIR: "is not there: a part of its path is no folder",
  EACCES: "may not be read",
  EPERM: "may not be read",
  ELOOP: "is a link in a circle",
}

function reasonOf(path: string, { code = "" }: NodeJS.ErrnoException): string {
  return `${path} ${REASONS[code] ?? `cannot be opened (${code})`}`
}

function unreadable(path: string, message: string, cause?: unknown): GirError {
  return new GirError("ERR_CLI_INPUT_UNREADABLE", message, { where: path, cause })
}

function fileInput(
  handle: FileHandle,
  totalBytes: number,
  signal: AbortSignal,
): Pick<EnvelopeInput, "source" | "close"> {
  const open = new Set<Readable>()
  return {
    source: {
      totalBytes,
      read: async (from, to) => {
        signal.throwIfAborted()
        const stream = new FileRange(handle, { from, to, isPositioned: true })
        open.add(stream)
        return stream.once("close", () => open.delete(stream))
      },
    },
    close: () => closeAfter([...open], handle),
  }
}

function wholeFile(handle: FileHandle, totalBytes: number | null): Readable {
  const isPositioned = totalBytes !== null
  return new FileRange(handle, { from: 0, to: totalBytes ?? Infinity, isPositioned })
}

/** A read that is under way must end before its descriptor is closed, and given to another file. */
async function closeAfter(streams: readonly Readable[], handle: FileHandle): Promise<void> {
  for (const stream of streams) {
    // Its error, if it has one, is already known to whoever read from it.
    stream.on("error", () => undefined)
    if (!stream.closed) await new Promise((done) => stream.once("close", done).destroy())
  }
  await handle.close()
}

async function spoolDevice(
  handle: FileHandle,
  signal: AbortSignal,
): Promise<Pick<EnvelopeInput, "source" | "close">> {
  const device = wholeFile(handle, null)
  try {
    const spooled = await spool(device, signal)
    return fileInput(spooled.handle, spooled.totalBytes, signal)
  } finally {
    await closeAfter([device], handle)
  }
}

interface SpooledFile {
  readonly handle: FileHandle
  readonly totalBytes: number
}

async function spool(input: Readable, signal: AbortSignal): Promise<SpooledFile> {
  const folder = await mkdtemp(join(tmpdir(), "gir-"))
  const path = join(folder, "envelope")
  try {
    const written = await open(path, "wx", PRIVATE_MODE)
    await pipeline(input, written.createWriteStream(), { signal })
    const handle = await open(path, "r")
    return { handle, totalBytes: (await handle.stat()).size }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

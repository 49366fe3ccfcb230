import type { CiphertextSource } from "@gir/cms"
import { GirError } from "@gir/errors"
import { createReadStream, createWriteStream } from "node:fs"
import { mkdtemp, open, rm, type FileHandle } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"

/** Standard input, where a command takes `-` for a file. */
export type InputStream = Readable & { readonly fd?: number }

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

/** Large reads: they cost less than the ciphers that follow them. */
const READ_BYTES = 512 * 1024
const STANDARD_INPUT = "-"

/** @throws ERR_CLI_INPUT_UNREADABLE */
export async function openPlainInput(options: InputOptions): Promise<PlainInput> {
  if (options.path === STANDARD_INPUT) {
    return { stream: options.input, totalBytes: null, close: async () => undefined }
  }
  const { handle, totalBytes } = await openFile(options)
  const stream = readHandle(handle, { from: 0, to: totalBytes ?? Infinity })
  return { stream, totalBytes, close: () => closeAfter(stream, handle) }
}

/**
 * Opens an envelope. What comes through a pipe is put into a temporary file first, since its end
 * is read before its content: it is ciphertext, and the file has no name by the time it is read.
 *
 * @throws ERR_CLI_INPUT_UNREADABLE
 */
export async function openEnvelopeInput(options: InputOptions): Promise<EnvelopeInput> {
  const isPiped = options.path === STANDARD_INPUT
  const { handle, totalBytes } = isPiped ? await spool(options) : await openFile(options)
  const name = isPiped ? "standard input" : options.path
  if (totalBytes !== null) return { ...fileInput(handle, totalBytes, options.signal), name }
  const spooled = await spool({ ...options, input: readHandle(handle, { from: 0, to: Infinity }) })
  await handle.close()
  return { ...fileInput(spooled.handle, spooled.totalBytes, options.signal), name }
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
        const stream = readHandle(handle, { from, to })
        open.add(stream)
        stream.once("close", () => open.delete(stream))
        return stream
      },
    },
    close: async () => {
      await Promise.all([...open].map(closed))
      await handle.close()
    },
  }
}

function readHandle(handle: FileHandle, { from, to }: { from: number; to: number }): Readable {
  if (from >= to) return Readable.from([])
  // By its descriptor: a FileHandle warns when more than ten streams were ever opened on it.
  return createReadStream("", {
    fd: handle.fd,
    autoClose: false,
    start: from,
    end: to - 1,
    highWaterMark: Math.min(READ_BYTES, Math.max(to - from, 1)),
  })
}

async function closeAfter(stream: Readable, handle: FileHandle): Promise<void> {
  await closed(stream)
  await handle.close()
}

/** A read that is under way must end before its descriptor may be closed, and used by another. */
function closed(stream: Readable): Promise<void> {
  if (stream.closed) return Promise.resolve()
  return new Promise((resolveClosed) => {
    stream.once("close", () => resolveClosed())
    stream.on("error", () => undefined)
    stream.destroy()
  })
}

async function spool({
  input,
  signal,
}: Pick<InputOptions, "input" | "signal">): Promise<{ handle: FileHandle; totalBytes: number }> {
  const folder = await mkdtemp(join(tmpdir(), "gir-"))
  try {
    const handle = await open(join(folder, "envelope"), "wx+", 0o600)
    await pipeline(input, createWriteStream("", { fd: handle.fd, autoClose: false }), { signal })
    return { handle, totalBytes: (await handle.stat()).size }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

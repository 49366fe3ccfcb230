import type { FileHandle } from "node:fs/promises"
import { becameShorter, chunkBytesAt, type FilePart, readFilePart, withFile } from "./media-file.ts"

/** What is held at most, of all files together; the others are read from disk, block by block. */
const MAX_HELD_BYTES = 67_108_864

interface HeldFile {
  readonly bytes: Promise<Uint8Array>
  players: number
}

const held = new Map<string, HeldFile>()
let heldBytes = 0

/**
 * As `readFilePart`, for a call at the pace of speech. A file that several calls play is in memory
 * once, for as long as one of them plays it: what each call read for itself it would hold until its
 * next block is due, and thousands of such blocks keep the garbage collector busy.
 */
export async function* playFilePart(part: Required<FilePart>): AsyncGenerator<Uint8Array> {
  const file = await withFile(part.path, hold)
  if (file === null) return yield* readFilePart(part)
  try {
    const { from, byteCount, chunks } = part
    const bytes = file.bytes.subarray(from, from + byteCount)
    if (bytes.length < byteCount) throw becameShorter(part.path)
    let at = 0
    while (at < byteCount) {
      const block = bytes.subarray(at, at + chunkBytesAt(chunks, at))
      yield block
      at += block.length
    }
  } finally {
    file.release()
  }
}

/** @returns `null` when so much is held already that this file would be too much. */
async function hold(
  handle: FileHandle,
): Promise<{ readonly bytes: Uint8Array; readonly release: () => void } | null> {
  const { dev, ino, size, mtimeNs } = await handle.stat({ bigint: true })
  const key = [dev, ino, size, mtimeNs].join(":")
  const byteCount = Number(size)
  const file = held.get(key) ?? beginToHold(key, { handle, byteCount })
  if (file === null) return null
  file.players += 1
  const release = (): void => {
    file.players -= 1
    if (file.players > 0) return
    held.delete(key)
    heldBytes -= byteCount
  }
  try {
    // The handle is open for as long as this takes.
    return { bytes: await file.bytes, release }
  } catch (error) {
    release()
    throw error
  }
}

function beginToHold(
  key: string,
  { handle, byteCount }: { readonly handle: FileHandle; readonly byteCount: number },
): HeldFile | null {
  if (heldBytes + byteCount > MAX_HELD_BYTES) return null
  const file: HeldFile = { bytes: handle.readFile(), players: 0 }
  held.set(key, file)
  heldBytes += byteCount
  return file
}

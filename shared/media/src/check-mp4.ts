import type { FileHandle } from "node:fs/promises"
import { GirError } from "@gir/errors"
import { runFfmpeg } from "./ffmpeg-adapter.ts"
import { fileInput } from "./ffmpeg-inputs.ts"
import { atPath, sizeOfFile, withFile } from "./media-file.ts"
import { probeMedia } from "./probe-media.ts"

export interface CheckedMp4 {
  readonly byteCount: number
  /** Of the picture; sound beside it may be longer. */
  readonly durationMs: number
}

interface Box {
  readonly type: string
  readonly byteCount: number
}

const BOX_HEADER_BYTES = 16
const SIZE_IN_64_BITS = 1
const SIZE_TO_END = 0
const MAX_BOXES = 1_000_000

/**
 * Checks an MP4 to its end: every top-level box is whole, there is an H.264 stream, and all of it
 * can be decoded. ffmpeg alone would take a cut file for a short one.
 *
 * @throws ERR_MEDIA_CUT, ERR_MEDIA_UNKNOWN_FORMAT, ERR_MEDIA_NO_VIDEO, ERR_MEDIA_DAMAGED.
 */
export async function checkMp4(path: string): Promise<CheckedMp4> {
  const byteCount = await sizeOfFile(path)
  await withFile(path, (handle) => checkBoxes(handle, { path, byteCount }))
  const { durationMs, streams } = await probeMedia({ path })
  const video = streams.filter((stream) => stream.codecType === "video")
  const picture = video.find((stream) => stream.codecName === "h264")
  if (picture === undefined) {
    const found = video.map((stream) => stream.codecName).join(", ") || "none"
    const message = `${path} has no H.264 video stream (video found: ${found})`
    throw new GirError("ERR_MEDIA_NO_VIDEO", message, { where: path })
  }
  await decodeToEnd(path)
  return { byteCount, durationMs: picture.durationMs ?? durationMs }
}

interface Mp4File {
  readonly path: string
  readonly byteCount: number
}

/** ISO/IEC 14496-12 §4.2: a file is a row of boxes, each with its size. */
async function checkBoxes(handle: FileHandle, file: Mp4File): Promise<void> {
  const types = new Set<string>()
  let at = 0
  for (let count = 0; at < file.byteCount; count += 1) {
    const box = await readBox(handle, at, file)
    if (count === 0 && box.type !== "ftyp") throw unknown(file)
    if (count > MAX_BOXES) throw malformed(file, "it has too many boxes")
    types.add(box.type)
    at += box.byteCount
  }
  if (at > file.byteCount) throw cut(file, `${at - file.byteCount} bytes are missing`)
  if (!types.has("moov")) throw cut(file, "its index (moov) is missing")
}

async function readBox(handle: FileHandle, at: number, file: Mp4File): Promise<Box> {
  const header = Buffer.alloc(BOX_HEADER_BYTES)
  const { bytesRead } = await handle.read(header, 0, BOX_HEADER_BYTES, at)
  if (bytesRead < 8) throw at === 0 ? unknown(file) : cut(file, "it ends inside a box header")
  const type = header.toString("latin1", 4, 8)
  const size = header.readUInt32BE(0)
  if (size === SIZE_TO_END) return { type, byteCount: file.byteCount - at }
  if (size !== SIZE_IN_64_BITS) {
    if (size < 8 && at > 0) throw malformed(file, `a box claims ${size} bytes`)
    return { type, byteCount: Math.max(size, 8) }
  }
  if (bytesRead < BOX_HEADER_BYTES) throw cut(file, "it ends inside a box header")
  const large = header.readBigUInt64BE(8)
  if (large < 16n || large > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw malformed(file, `a box claims ${large} bytes`)
  }
  return { type, byteCount: Number(large) }
}

async function decodeToEnd(path: string): Promise<void> {
  const run = runFfmpeg({
    task: "decode the screen recording to its end",
    // A decoder hides damage where it can, unless it is told to give up.
    inputs: [{ ...fileInput(path, "mp4"), options: ["-err_detect:v", "explode"] }],
    output: ["-map 0:v", "-map 0:a?", "-f null"],
    onExit: "ERR_MEDIA_DAMAGED",
  })
  try {
    for await (const _nothing of run) continue
  } catch (error) {
    throw atPath(path, error)
  }
}

function unknown({ path }: Mp4File): GirError {
  const message = `${path} is no MP4 file, whatever its name says`
  return new GirError("ERR_MEDIA_UNKNOWN_FORMAT", message, { where: path })
}

function cut({ path }: Mp4File, what: string): GirError {
  return new GirError("ERR_MEDIA_CUT", `${path} is cut: ${what}`, { where: path })
}

function malformed({ path }: Mp4File, what: string): GirError {
  return new GirError("ERR_MEDIA_MALFORMED", `${path} is no valid MP4 file: ${what}`, {
    where: path,
  })
}

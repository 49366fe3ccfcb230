import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { ErrorCode } from "@gir/errors"
import { makeMp4, runFfmpeg } from "./run-ffmpeg.ts"
import { makeSound } from "./sound.ts"

/** A file that cannot be recorded, and the code that says why. */
export interface BadFile {
  readonly name: string
  readonly code: ErrorCode
  readonly write: (path: string) => Promise<unknown>
}

const HEADER_BYTES = 44

function goodWav(): Buffer {
  return makeSound({ encoding: "pcm16", channels: 2, sampleRate: 8_000, frames: 8_000 }).wav
}

export const BAD_AUDIO: readonly BadFile[] = [
  { name: "empty.wav", code: "ERR_MEDIA_EMPTY", write: (path) => writeFile(path, "") },
  {
    name: "text.wav",
    code: "ERR_MEDIA_UNKNOWN_FORMAT",
    write: (path) => writeFile(path, "Minutes of the meeting of 1 December\n".repeat(50)),
  },
  {
    name: "cut.wav",
    code: "ERR_MEDIA_CUT",
    write: (path) => writeFile(path, goodWav().subarray(0, 20_000)),
  },
  {
    name: "header-only.wav",
    code: "ERR_MEDIA_CUT",
    write: (path) => writeFile(path, goodWav().subarray(0, HEADER_BYTES)),
  },
  {
    name: "half-a-header.wav",
    code: "ERR_MEDIA_CUT",
    write: (path) => writeFile(path, goodWav().subarray(0, 20)),
  },
  { name: "no-samples.wav", code: "ERR_MEDIA_EMPTY", write: writeNoSamples },
  { name: "playlist.wav", code: "ERR_MEDIA_UNKNOWN_FORMAT", write: writeConcatScript },
  { name: "cut.mp3", code: "ERR_MEDIA_CUT", write: writeCutMp3 },
  { name: "folder.wav", code: "ERR_MEDIA_FILE_UNREADABLE", write: (path) => mkdir(path) },
  { name: "missing.wav", code: "ERR_MEDIA_FILE_NOT_FOUND", write: () => Promise.resolve() },
]

export const BAD_SCREENS: readonly BadFile[] = [
  { name: "empty.mp4", code: "ERR_MEDIA_EMPTY", write: (path) => writeFile(path, "") },
  {
    name: "text.mp4",
    code: "ERR_MEDIA_UNKNOWN_FORMAT",
    write: (path) => writeFile(path, "This is no picture\n".repeat(50)),
  },
  { name: "cut.mp4", code: "ERR_MEDIA_CUT", write: writeCutMp4 },
  { name: "sound-only.mp4", code: "ERR_MEDIA_NO_VIDEO", write: writeSoundOnlyMp4 },
  { name: "scratched.mp4", code: "ERR_MEDIA_DAMAGED", write: writeScratchedMp4 },
]

async function writeNoSamples(path: string): Promise<void> {
  const header = Buffer.from(goodWav().subarray(0, HEADER_BYTES))
  header.writeUInt32LE(HEADER_BYTES - 8, 4)
  header.writeUInt32LE(0, 40)
  await writeFile(path, header)
}

/** ffmpeg would follow it to another file. */
async function writeConcatScript(path: string): Promise<void> {
  const other = `${path}.other.wav`
  await writeFile(other, goodWav())
  await writeFile(path, `ffconcat version 1.0\nfile '${other}'\n`)
}

async function writeCutMp3(path: string): Promise<void> {
  const args = ["-f", "lavfi", "-i", "sine=frequency=300:sample_rate=16000:duration=1"]
  const mp3 = await runFfmpeg([...args, "-c:a", "libmp3lame", "-b:a", "32k", "-f", "mp3", "pipe:1"])
  await writeFile(path, mp3.subarray(0, mp3.length - 50))
}

async function writeCutMp4(path: string): Promise<void> {
  await makeMp4(path, 2)
  const whole = await readFile(path)
  await writeFile(path, whole.subarray(0, Math.floor(whole.length * 0.6)))
}

/** Damages the pictures and leaves every box whole. */
async function writeScratchedMp4(path: string): Promise<void> {
  await makeMp4(path, 2)
  const bytes = await readFile(path)
  const at = bytes.indexOf("mdat") + 4
  bytes.fill(0xa5, at + 1_500, at + 6_000)
  await writeFile(path, bytes)
}

async function writeSoundOnlyMp4(path: string): Promise<void> {
  const args = ["-f", "lavfi", "-i", "sine=frequency=300:duration=1"]
  await runFfmpeg([...args, "-c:a", "aac", path])
}

/** Writes all of them into a folder. @returns the path of each, by name. */
export async function writeBadFiles(
  folder: string,
  files: readonly BadFile[],
): Promise<(name: string) => string> {
  const pathOf = (name: string): string => join(folder, name)
  for (const { name, write } of files) await write(pathOf(name))
  return pathOf
}

import { Readable } from "node:stream"
import { GirError } from "@gir/errors"
import { runFfmpeg } from "./ffmpeg-adapter.ts"
import { atPath, readFilePart, sizeOfFile } from "./media-file.ts"
import { type Mp3Facts, Mp3Walker } from "./mp3-walker.ts"
import { type PcmSource, wholeFrames } from "./pcm-source.ts"
import { type WavFormat, wavFormat } from "./wav-format.ts"
import { canonicalWavBytes } from "./wav-header.ts"

/** An MP3 file whose frames were all seen. */
export interface Mp3File {
  readonly path: string
  readonly byteCount: number
  readonly facts: Mp3Facts
}

/** Up to this share of a file may be bytes that no decoder uses. */
const MAX_STRAY_SHARE = 0.1

/**
 * Walks over a whole MP3 file.
 *
 * @throws ERR_MEDIA_CUT when its last frame is incomplete, ERR_MEDIA_EMPTY when it has only tags,
 * ERR_MEDIA_DAMAGED when too much of it is no frame.
 */
export async function openMp3File(path: string): Promise<Mp3File> {
  const byteCount = await sizeOfFile(path)
  const walker = new Mp3Walker()
  for await (const bytes of readFilePart({ path, from: 0, byteCount })) walker.push(bytes)
  const facts = walker.end()
  if (facts === null) throw new GirError("ERR_MEDIA_EMPTY", `${path} holds no MP3 frame`)
  if (facts.missingBytes > 0) {
    const message = `${path} is cut: ${facts.missingBytes} bytes of its last frame are missing`
    throw new GirError("ERR_MEDIA_CUT", message, { where: path })
  }
  if (facts.strayBytes > byteCount * MAX_STRAY_SHARE) {
    const message = `${path} is damaged: ${facts.strayBytes} of its bytes are no MP3 frame`
    throw new GirError("ERR_MEDIA_DAMAGED", message, { where: path })
  }
  return { path, byteCount, facts }
}

/**
 * Decodes an MP3 file to 16-bit PCM. It is decoded twice: a WAV header stands before the samples
 * and says how many there are, and plaintext is never put on a disk to count them.
 *
 * @throws ERR_MEDIA_DAMAGED when it cannot be decoded to its end; ERR_MEDIA_TOO_LONG.
 */
export async function decodeMp3File(file: Mp3File): Promise<PcmSource> {
  const format = wavFormat("pcm16", file.facts.channels, file.facts.sampleRate)
  const frames = (): AsyncIterable<Uint8Array> => wholeFrames(decodedBytes(file), format)
  let byteCount = 0
  try {
    for await (const bytes of frames()) byteCount += bytes.length
  } catch (error) {
    throw atPath(file.path, error)
  }
  if (byteCount === 0) throw new GirError("ERR_MEDIA_EMPTY", `${file.path} holds no sound`)
  const frameCount = byteCount / format.bytesPerFrame
  canonicalWavBytes(format, frameCount)
  return { format, frameCount, frames }
}

function decodedBytes({ path, byteCount, facts }: Mp3File): Readable {
  const { sampleRate, channels } = facts
  return runFfmpeg({
    task: "decode the mp3",
    inputs: [
      {
        source: Readable.from(readFilePart({ path, from: 0, byteCount }), { objectMode: false }),
        format: "mp3",
        protocols: ["pipe"],
      },
    ],
    output: ["-map 0:a:0", `-ar ${sampleRate}`, `-ac ${channels}`, "-f s16le"],
    onExit: "ERR_MEDIA_DAMAGED",
  })
}

/** The two bit rates of the real recorder. */
export type Mp3BitRateKbps = 16 | 32

export const DEFAULT_BIT_RATE_KBPS = 32

/**
 * One rate for all mp3 that is encoded here: both bit rates are legal at it, and the silence that an
 * encoder adds (2 frames) stays near 0.1 s, where it is 0.2 s at 8 kHz.
 */
const MP3_SAMPLE_RATE = 16_000

export interface Mp3Encoding {
  /** A whole WAV file, or bare samples. */
  readonly sound: Readable
  /** Of bare samples: ffmpeg takes a WAV without a length for a damaged one when it ends. */
  readonly bare?: WavFormat & { readonly encoding: "mulaw" | "alaw" }
  readonly channels: number
  readonly bitRateKbps: Mp3BitRateKbps
}

const WAV_INPUT = { format: "wav" } as const

function bareInput({ encoding, sampleRate, channels }: WavFormat) {
  return { format: encoding, options: ["-ar", `${sampleRate}`, "-ac", `${channels}`] }
}

/** Encodes while the sound comes: the first frames leave before the last samples are there. */
export function encodeMp3(encoding: Mp3Encoding): Readable {
  const { sound, bare, channels, bitRateKbps } = encoding
  return runFfmpeg({
    task: "encode the call as mp3",
    inputs: [{ source: sound, protocols: ["pipe"], ...(bare ? bareInput(bare) : WAV_INPUT) }],
    output: [
      "-map 0:a:0",
      "-c:a libmp3lame",
      `-b:a ${bitRateKbps}k`,
      `-ar ${MP3_SAMPLE_RATE}`,
      `-ac ${Math.min(channels, 2)}`,
      // No Xing frame: its place is at the start, and a pipe cannot go back to fill it in.
      "-write_xing 0",
      "-id3v2_version 0",
      "-map_metadata -1",
      "-fflags +bitexact",
      "-flags:a +bitexact",
      "-flush_packets 1",
      "-f mp3",
    ],
  })
}

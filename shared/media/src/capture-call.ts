import { Readable } from "node:stream"
import { GirError } from "@gir/errors"
import { loadAlertTone } from "./alert-tone.ts"
import { builtInCallPath } from "./built-in-call.ts"
import { type FilePart, readFilePart, sizeOfFile, withFile } from "./media-file.ts"
import { type CapturedMedia, durationOf, type MediaSource } from "./media-types.ts"
import {
  decodeMp3File,
  DEFAULT_BIT_RATE_KBPS,
  encodeMp3,
  type Mp3BitRateKbps,
  type Mp3File,
  openMp3File,
} from "./mp3-sound.ts"
import { looksLikeMp3 } from "./mp3-walker.ts"
import {
  atRealTime,
  blockSizes,
  machinePacer,
  nextPhase,
  type PacedSpeech,
  type Pacer,
  type SpeechRate,
} from "./pace.ts"
import { openWavFile, type PcmSource } from "./pcm-source.ts"
import { playFilePart } from "./played-file.ts"
import { shapeSound } from "./shape-sound.ts"
import type { WavFormat } from "./wav-format.ts"
import { canonicalWavBytes, canonicalWavHeader } from "./wav-header.ts"

export interface CaptureCallOptions {
  readonly source: MediaSource
  readonly type: "audio/wav" | "audio/mp3"
  /** For audio/mp3; default 32. */
  readonly mp3BitRateKbps?: Mp3BitRateKbps
  /** Keep the source's channels, or mix them to one. */
  readonly channels: "keep" | "mix"
  readonly pace: "fast" | "real-time"
  /** Heard by all parties; an interval below 1500 ms is raised to it, the default is 30000 ms. */
  readonly alertTone?: { readonly path: string; readonly intervalMs?: number } | null
  /** The time that "real-time" goes by; default the machine's. */
  readonly pacer?: Pacer
}

const HEAD_BYTES = 4_096
const PACED_BLOCKS_AHEAD = 1
/** What a fast reader costs is its way through files and streams, chunk by chunk. */
const FAST_CHUNK_BYTES = 262_144

/**
 * Captures the audio of a call from a WAV or MP3 file, or the built-in call.
 *
 * WAV to WAV keeps the samples bit for bit under a canonical header, in their own encoding, unless
 * channels are mixed or a tone is added. An MP3 source stays as it is, tags and all, when the
 * profile asks for mp3, nothing has to be done to its sound, and its bit rate is not above the
 * profile's; anything else is decoded and encoded again.
 *
 * @throws ERR_MEDIA_… with the next step, before any byte is given out, for every bad file.
 */
export async function captureCall(options: CaptureCallOptions): Promise<CapturedMedia> {
  const path = options.source.kind === "built-in" ? builtInCallPath() : options.source.path
  const isMp3 = (await formatOf(path)) === "mp3"
  const pace = paceOf(options)
  if (!isMp3) {
    const wav = await openWavFile(path, (part, format) => pace.read(part, rateOf(format)))
    return captureSound(wav, options, pace)
  }
  const file = await openMp3File(path)
  if (fitsAsItIs(file, options)) return keepMp3(file, options, pace)
  return captureSound(await decodeMp3File(file), options, pace)
}

/** The content decides, never the name: a text called call.wav is a text. */
async function formatOf(path: string): Promise<"wav" | "mp3"> {
  await sizeOfFile(path)
  const head = await withFile(path, async (handle) => {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  })
  const text = Buffer.from(head).toString("latin1")
  if (/^(?:RIFF|RF64|BW64|RIFX)/.test(text)) return "wav"
  if (looksLikeMp3(head)) return "mp3"
  throw new GirError(
    "ERR_MEDIA_UNKNOWN_FORMAT",
    `${path} is neither a WAV nor an MP3 file, whatever its name says`,
    { where: path },
  )
}

async function captureSound(
  source: PcmSource,
  options: CaptureCallOptions,
  pace: CallPace,
): Promise<CapturedMedia> {
  const { sampleRate } = source.format
  const alertTone = options.alertTone ? await loadAlertTone(options.alertTone, sampleRate) : null
  const sound = shapeSound(source, { channels: options.channels, alertTone })
  const header = canonicalWavHeader(sound.format, sound.frameCount)
  const byteCount = sound.frameCount * sound.format.bytesPerFrame
  const { blocks, dueMs } = pace.release(sound.frames(), { byteCount, ...rateOf(sound.format) })
  const wav = streamOf(wavBytes(sound, { header, blocks }), options)
  const durationMs = durationOf(sound.frameCount, sampleRate)
  if (options.type === "audio/wav") {
    const plaintextBytes = canonicalWavBytes(sound.format, sound.frameCount)
    const media = { stream: wav, type: "audio/wav", plaintextBytes, durationMs } as const
    if (options.pace === "fast") return media
    return { ...media, dueMs: (bytes) => dueMs(Math.max(bytes - header.length, 0)) }
  }
  const bitRateKbps = options.mp3BitRateKbps ?? DEFAULT_BIT_RATE_KBPS
  const stream = encodeMp3({ sound: wav, channels: sound.format.channels, bitRateKbps })
  return { stream, type: "audio/mp3", plaintextBytes: null, durationMs }
}

/** Paced blocks stay whole, so that what writes them can tell how late each is. */
function streamOf(bytes: AsyncIterable<Uint8Array>, { pace }: CaptureCallOptions): Readable {
  return pace === "fast"
    ? Readable.from(bytes, { objectMode: false })
    : Readable.from(bytes, { highWaterMark: PACED_BLOCKS_AHEAD })
}

interface WavParts {
  readonly header: Uint8Array
  readonly blocks: AsyncIterable<Uint8Array>
}

async function* wavBytes(
  sound: PcmSource,
  { header, blocks }: WavParts,
): AsyncGenerator<Uint8Array> {
  const expectedBytes = sound.frameCount * sound.format.bytesPerFrame
  let soundBytes = 0
  yield header
  for await (const bytes of blocks) {
    soundBytes += bytes.length
    yield bytes
  }
  if (soundBytes !== expectedBytes) {
    throw new GirError("ERR_MEDIA_CUT", "the sound ended before the length in its header")
  }
  if (expectedBytes % 2 === 1) yield new Uint8Array(1)
}

function fitsAsItIs(file: Mp3File, options: CaptureCallOptions): boolean {
  const isMixNeeded = options.channels === "mix" && file.facts.channels > 1
  const limitKbps = options.mp3BitRateKbps ?? DEFAULT_BIT_RATE_KBPS
  // Frames are whole bytes, so that the average lies a little beside the nominal rate.
  const isRateLow = Math.round(file.facts.bitRateKbps) <= limitKbps
  return options.type === "audio/mp3" && !isMixNeeded && !options.alertTone && isRateLow
}

function keepMp3(file: Mp3File, options: CaptureCallOptions, pace: CallPace): CapturedMedia {
  const { path, byteCount, facts } = file
  const rate = { bytesPerSecond: (byteCount * 1_000) / facts.durationMs, bytesPerFrame: 1 }
  const bytes = pace.read({ path, from: 0, byteCount }, rate)
  const { blocks, dueMs } = pace.release(bytes, { byteCount, ...rate })
  return {
    stream: streamOf(blocks, options),
    type: "audio/mp3",
    plaintextBytes: byteCount,
    durationMs: facts.durationMs,
    ...(options.pace === "fast" ? {} : { dueMs }),
  }
}

function rateOf({ sampleRate, bytesPerFrame }: WavFormat): SpeechRate {
  return { bytesPerSecond: sampleRate * bytesPerFrame, bytesPerFrame }
}

/** How the bytes of one call are read and given out. */
interface CallPace {
  read(part: FilePart, rate: SpeechRate): AsyncIterable<Uint8Array>
  release(
    bytes: AsyncIterable<Uint8Array>,
    speech: SpeechRate & { readonly byteCount: number },
  ): PacedSpeech
}

function paceOf({ pace, pacer = machinePacer }: CaptureCallOptions): CallPace {
  if (pace === "fast") {
    return {
      read: (part) => readFilePart({ ...part, chunks: { bytes: FAST_CHUNK_BYTES } }),
      release: (bytes) => ({ blocks: bytes, dueMs: () => null }),
    }
  }
  const phase = nextPhase()
  return {
    read: (part, rate) => playFilePart({ ...part, chunks: blockSizes(rate, phase) }),
    release: (bytes, speech) => atRealTime(bytes, { ...speech, phase, pacer }),
  }
}

import type { GirError } from "@gir/errors"
import { type FfprobeData, runFfprobe } from "./ffmpeg-adapter.ts"
import { assertAddress, fileInput, type MediaAddress, relayInput } from "./ffmpeg-inputs.ts"
import { sizeOfFile } from "./media-file.ts"
import { openRelay } from "./media-relay.ts"

export interface ProbedStream {
  /** `audio`, `video`, or what else ffprobe names. */
  readonly codecType: string
  /** `h264`, `aac`, `pcm_mulaw`, … */
  readonly codecName: string
  readonly durationMs: number | null
  readonly sampleRate?: number
  readonly channels?: number
  readonly width?: number
  readonly height?: number
}

export interface ProbedMedia {
  /** The longest stream counts. */
  readonly durationMs: number
  readonly streams: readonly ProbedStream[]
}

/**
 * Describes a media file, or media at an address, with ffprobe.
 *
 * @throws ERR_MEDIA_DAMAGED when it is no media that can be read; ERR_MEDIA_INPUT_REFUSED when the
 * address does not answer; for a path also as `sizeOfFile`.
 */
export async function probeMedia(
  input: { readonly path: string } | MediaAddress,
): Promise<ProbedMedia> {
  const data = await ("path" in input ? probeFile(input.path) : probeAddress(input))
  return {
    durationMs: milliseconds(data.format.duration) ?? 0,
    streams: data.streams.map((stream) => ({
      codecType: stream.codec_type ?? "unknown",
      codecName: stream.codec_name ?? "unknown",
      durationMs: milliseconds(stream.duration),
      ...(Number(stream.sample_rate) > 0 ? { sampleRate: Number(stream.sample_rate) } : {}),
      ...(stream.channels ? { channels: stream.channels } : {}),
      ...(stream.width ? { width: stream.width } : {}),
      ...(stream.height ? { height: stream.height } : {}),
    })),
  }
}

async function probeFile(path: string): Promise<FfprobeData> {
  await sizeOfFile(path)
  return runFfprobe(fileInput(path), "ERR_MEDIA_DAMAGED")
}

async function probeAddress(address: MediaAddress): Promise<FfprobeData> {
  assertAddress(address)
  let broken: GirError | null = null
  const relay = await openRelay([address], (error) => {
    broken ??= error
  })
  try {
    return await runFfprobe(relayInput(relay.urls[0] ?? ""), "ERR_MEDIA_DAMAGED")
  } catch (error) {
    // What the relay knows is the reason of what ffprobe says.
    throw broken ?? error
  } finally {
    relay.close()
  }
}

/** fluent-ffmpeg gives numbers as numbers or text, and what ffprobe does not know as "N/A". */
function milliseconds(seconds: unknown): number | null {
  const value = Number(seconds)
  return Number.isFinite(value) && value > 0 ? Math.round(value * 1_000_000) / 1_000 : null
}

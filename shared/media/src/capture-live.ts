import { Readable } from "node:stream"
import { loadAlertTone } from "./alert-tone.ts"
import type { CaptureCallOptions } from "./capture-call.ts"
import type { LiveMedia } from "./media-types.ts"
import { DEFAULT_BIT_RATE_KBPS, encodeMp3 } from "./mp3-sound.ts"
import type { SoundStream } from "./pcm-source.ts"
import { shapeFrames } from "./shape-sound.ts"
import type { WavFormat } from "./wav-format.ts"
import { openEndedWavHeader } from "./wav-header.ts"

/** Sound that is being spoken now; nobody knows yet how long it will be. */
export interface LiveSound extends SoundStream {
  readonly format: WavFormat & { readonly encoding: "mulaw" | "alaw" }
  /** When its first packet came, by the monotonic clock. */
  readonly beganMs: number
  /** @returns when the first `soundBytes` bytes were there, by the monotonic clock; `null`: unknown. */
  dueMs(soundBytes: number): number | null
}

export type CaptureLiveOptions = Pick<
  CaptureCallOptions,
  "type" | "mp3BitRateKbps" | "alertTone" | "channels"
>

/**
 * Captures a call while it is spoken. A WAV is written under a header without a length, as into a
 * pipe: what has been encrypted cannot be corrected. Readers take the sound up to the end.
 *
 * @throws ERR_MEDIA_ALERT_TONE.
 */
export async function captureLive(
  sound: LiveSound,
  options: CaptureLiveOptions,
): Promise<LiveMedia> {
  const { sampleRate } = sound.format
  const alertTone = options.alertTone ? await loadAlertTone(options.alertTone, sampleRate) : null
  const shaped = shapeFrames(sound, { channels: options.channels, alertTone })
  const common = { plaintextBytes: null, durationMs: null } as const
  if (options.type === "audio/wav") {
    const header = openEndedWavHeader(shaped.format).length
    const dueMs = (bytes: number): number | null => sound.dueMs(Math.max(bytes - header, 0))
    return { stream: Readable.from(wavBytes(shaped)), type: "audio/wav", ...common, dueMs }
  }
  const bitRateKbps = options.mp3BitRateKbps ?? DEFAULT_BIT_RATE_KBPS
  const { channels } = shaped.format
  const bare = { ...shaped.format, encoding: sound.format.encoding }
  const stream = encodeMp3({ sound: Readable.from(shaped.frames()), bare, channels, bitRateKbps })
  return { stream, type: "audio/mp3", ...common }
}

async function* wavBytes(sound: SoundStream): AsyncGenerator<Uint8Array> {
  yield openEndedWavHeader(sound.format)
  yield* sound.frames()
}

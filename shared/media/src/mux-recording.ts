import { PassThrough, pipeline, type Readable } from "node:stream"
import { toGirError } from "@gir/errors"
import { runFfmpeg } from "./ffmpeg-adapter.ts"
import { assertAddress, type MediaAddress, relayInput } from "./ffmpeg-inputs.ts"
import { openRelay } from "./media-relay.ts"

export interface MuxRecordingOptions {
  /** Sound, audio/wav or audio/mp3; say which when it is known. */
  readonly call: MediaAddress & { readonly type?: "audio/wav" | "audio/mp3" }
  /** Picture, video/mp4. */
  readonly screen: MediaAddress
}

/** A muxed recording on its way; its length is known only at the end. */
export interface MuxedMedia {
  /** Fragmented MP4. It fails with ERR_MEDIA_…; destroying it ends ffmpeg and its two downloads. */
  readonly stream: Readable
  readonly type: "video/mp4"
}

type MuxInput = "call" | "screen"

const CALL_FORMATS = { "audio/wav": "wav", "audio/mp3": "mp3" } as const

/**
 * Puts the sound of a call and the picture of a screen into one MP4. ffmpeg reads both addresses by
 * ranges, through a relay on loopback that notices when one breaks off; the picture is copied, the
 * sound becomes AAC.
 *
 * @throws ERR_BAD_REQUEST for an address that is not http or https, or a header with a line break.
 */
export function muxRecording(options: MuxRecordingOptions): MuxedMedia {
  assertAddress(options.call)
  assertAddress(options.screen)
  const stream = new PassThrough()
  startMux(options, stream).catch((error: unknown) => stream.destroy(toGirError(error)))
  return { stream, type: "video/mp4" }
}

async function startMux(options: MuxRecordingOptions, stream: PassThrough): Promise<void> {
  const { call, screen } = options
  const relay = await openRelay([call, screen], (error) => stream.destroy(error))
  if (stream.destroyed) {
    relay.close()
    return
  }
  const [callUrl = "", screenUrl = ""] = relay.urls
  const muxed = runMux({ call: callUrl, screen: screenUrl }, call.type)
  pipeline(muxed, stream, () => relay.close())
}

function runMux(
  urls: Readonly<Record<MuxInput, string>>,
  callType: "audio/wav" | "audio/mp3" | undefined,
): Readable {
  const callFormat = callType === undefined ? ["wav", "mp3"] : CALL_FORMATS[callType]
  return runFfmpeg({
    task: "mux the recording",
    inputs: [relayInput(urls.call, callFormat), relayInput(urls.screen, "mp4")],
    output: [
      "-map 1:v:0",
      "-map 0:a:0",
      "-c:v copy",
      "-c:a aac",
      "-b:a 48k",
      // Each AAC frame adds to the length, and at 8 kHz one lasts 128 ms.
      "-ar 48000",
      "-map_metadata -1",
      "-fflags +bitexact",
      // delay_moov: without it a picture with B-frames starts late and the sound is out of step.
      "-movflags frag_keyframe+empty_moov+default_base_moof+delay_moov",
      "-f mp4",
    ],
    onExit: "ERR_MEDIA_DAMAGED",
  })
}

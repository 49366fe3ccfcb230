import { Readable } from "node:stream"
import { agentDesktop, DESKTOP_HEIGHT, DESKTOP_WIDTH, type DesktopFacts } from "./agent-desktop.ts"
import { checkMp4 } from "./check-mp4.ts"
import { runFfmpeg } from "./ffmpeg-adapter.ts"
import { readFilePart } from "./media-file.ts"
import type { CapturedMedia, MediaSource } from "./media-types.ts"

export interface CaptureScreenOptions {
  readonly source: MediaSource
  readonly recordingId: string
  readonly agentId: string
  /** Length of a drawn screen; a given file has its own. */
  readonly durationMs: number
  /** What the clock on a drawn screen shows first. */
  readonly startTime: Date
}

const FRAMES_PER_SECOND = 5
const FRAME_MS = 1_000 / FRAMES_PER_SECOND
const KEY_FRAME_EVERY = 25
const RAW_FRAMES = [
  "-pixel_format",
  "yuv420p",
  "-video_size",
  `${DESKTOP_WIDTH}x${DESKTOP_HEIGHT}`,
  "-framerate",
  `${FRAMES_PER_SECOND}`,
]

/**
 * Captures a screen: a given MP4, unchanged, after it was checked to its end; or a drawn agent
 * desktop with a clock and the call's id, the same bytes for the same options.
 *
 * @throws ERR_MEDIA_… for a bad file, before any byte is given out.
 */
export async function captureScreen(options: CaptureScreenOptions): Promise<CapturedMedia> {
  if (options.source.kind === "built-in") return drawScreen(options)
  const { path } = options.source
  const { byteCount, durationMs } = await checkMp4(path)
  const bytes = readFilePart({ path, from: 0, byteCount })
  const stream = Readable.from(bytes, { objectMode: false })
  return { stream, type: "video/mp4", plaintextBytes: byteCount, durationMs }
}

function drawScreen(options: CaptureScreenOptions): CapturedMedia {
  const frameCount = Math.max(1, Math.round(options.durationMs / FRAME_MS))
  const frames = Readable.from(drawFrames(options, frameCount), { objectMode: false })
  const stream = runFfmpeg({
    task: "encode the screen",
    inputs: [
      {
        source: frames,
        format: "rawvideo",
        protocols: ["pipe"],
        options: RAW_FRAMES,
      },
    ],
    output: [
      // One thread and no B-frames: the same bytes on every machine, and no delay in a fragment.
      "-c:v libx264",
      "-preset veryfast",
      "-threads 1",
      "-bf 0",
      `-g ${KEY_FRAME_EVERY}`,
      "-crf 28",
      "-pix_fmt yuv420p",
      "-map_metadata -1",
      "-fflags +bitexact",
      "-flags:v +bitexact",
      "-movflags frag_keyframe+empty_moov+default_base_moof",
      "-f mp4",
    ],
  })
  const durationMs = frameCount * FRAME_MS
  return { stream, type: "video/mp4", plaintextBytes: null, durationMs }
}

async function* drawFrames(facts: DesktopFacts, frameCount: number): AsyncGenerator<Buffer> {
  const desktop = agentDesktop(facts)
  for (let index = 0; index < frameCount; index += 1) yield desktop.frameAt(index * FRAME_MS)
}

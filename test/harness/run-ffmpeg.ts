import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { ffmpegPaths } from "@gir/media"

const run = promisify(execFile)
const MOST_BYTES = 2 ** 27

/**
 * Makes or decodes test material.
 *
 * @param input what ffmpeg reads as `pipe:0`.
 * @returns what ffmpeg wrote to its standard output.
 */
export async function runFfmpeg(args: readonly string[], input?: Uint8Array): Promise<Buffer> {
  const { ffmpeg } = ffmpegPaths()
  const running = run(ffmpeg, ["-v", "error", "-y", ...args], {
    encoding: "buffer",
    maxBuffer: MOST_BYTES,
  })
  running.child.stdin?.end(input)
  const { stdout } = await running
  return stdout
}

/** Makes an H.264 MP4 of a test picture, with its index at the end as cameras write it. */
export async function makeMp4(path: string, seconds: number): Promise<void> {
  await runFfmpeg([
    "-f",
    "lavfi",
    "-i",
    `testsrc=size=320x240:rate=10:duration=${seconds}`,
    "-c:v",
    "libx264",
    "-pix_fmt",
    "yuv420p",
    "-preset",
    "ultrafast",
    path,
  ])
}

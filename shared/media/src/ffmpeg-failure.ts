import { type ErrorCode, GirError } from "@gir/errors"

/** How a run of ffmpeg or ffprobe went wrong. */
export interface FfmpegFailure {
  /** What it was to do: "encode the call as mp3". */
  readonly task: string
  /** The message of fluent-ffmpeg, in which the program's own last lines stand. */
  readonly message: string
  /** The code when the program itself says that its input is no good. */
  readonly onExit: ErrorCode
}

const MAX_DETAIL_CHARACTERS = 200
/**
 * Makes the coded error of a failed run. The error of fluent-ffmpeg is never its cause: it quotes
 * the program's output, in which addresses stand.
 */
export function toFfmpegError(failure: FfmpegFailure): GirError {
  const { task, message, onExit } = failure
  const detail = cleanDetail(message)
  const isExit = /exited with code \d/.test(message)
  const code = isExit ? onExit : "ERR_MEDIA_FFMPEG_FAILED"
  return new GirError(code, `ffmpeg could not ${task}: ${detail}`, { fields: { detail } })
}

/** @returns the program's last line without addresses, request headers and tokens. */
export function cleanDetail(message: string): string {
  const lines = message.split(/\r?\n/).map((line) => line.trim())
  const last = lines.findLast((line) => line !== "") ?? "no reason was given"
  return last
    .replaceAll(/\[[^\]]* @ 0x[0-9a-f]+\]\s*/g, "")
    .replaceAll(/[a-z]+:\/\/\S+/gi, "(address)")
    .replaceAll(/(?:authorization|x-[a-z-]+)\s*[:=].*/gi, "(header)")
    .replaceAll(/bearer\s+\S+/gi, "(token)")
    .slice(0, MAX_DETAIL_CHARACTERS)
}

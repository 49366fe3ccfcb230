import type { ChildProcess } from "node:child_process"
import { PassThrough, type Readable } from "node:stream"
import { type ErrorCode, GirError, isGirError } from "@gir/errors"
import fluentFfmpeg, { type FfmpegCommand, type FfprobeData } from "fluent-ffmpeg"
import { toFfmpegError } from "./ffmpeg-failure.ts"
import { ffmpegPaths } from "./ffmpeg-paths.ts"

export type { FfprobeData }

/** One input of ffmpeg. The format is always said, so that no file can choose its own reader. */
export interface FfmpegInput {
  readonly source: Readable | string
  /** A demuxer, or the demuxers that may be chosen from when the type is not known. */
  readonly format: string | readonly string[]
  /** The only protocols that this input may use: `pipe`, `file`, `http`, `tcp`. */
  readonly protocols: readonly string[]
  readonly options?: readonly string[]
}

/** A run of ffmpeg whose result is its standard output. */
export interface FfmpegRun {
  /** What it does, for its error: "encode the call as mp3". */
  readonly task: string
  /** At most one of them is a stream: it becomes the standard input. */
  readonly inputs: readonly FfmpegInput[]
  /** One option with its value each, as in a command line: `-c:v copy`. */
  readonly output: readonly string[]
  /** The code when ffmpeg itself gives up; default ERR_MEDIA_FFMPEG_FAILED. */
  readonly onExit?: ErrorCode
}

const OUTPUT_BUFFER_BYTES = 262_144
/** What fluent-ffmpeg expects where it has no lines of the program's output. */
const NO_LINES = { get: () => "" }

/**
 * Runs ffmpeg. The stream ends only when the process has ended well; any failure destroys it with a
 * coded error, and destroying it ends the process and the input.
 */
export function runFfmpeg(run: FfmpegRun): Readable {
  const output = new PassThrough({ highWaterMark: OUTPUT_BUFFER_BYTES })
  const command = newCommand()
  run.inputs.forEach((input, index) => {
    command.input(input.source).inputOptions(...inputArguments(input, index === 0))
  })
  command.outputOptions(...run.output.flatMap((option) => option.split(" ")))
  supervise(command, { run, output })
  // fluent-ffmpeg ends its output with the pipe, also after a failure: the end is told by us.
  command.pipe(output, { end: false })
  return output
}

/**
 * Describes a file or an address with ffprobe.
 *
 * @throws as `toFfmpegError` codes it; `onExit` when ffprobe cannot read the input.
 */
export function runFfprobe(input: FfmpegInput, onExit: ErrorCode): Promise<FfprobeData> {
  const command = newCommand().input(input.source)
  const options = ["-v", "error", ...readerArguments(input)]
  return new Promise((resolve, reject) => {
    command.ffprobe(0, options, (error: unknown, data) => {
      if (!error) resolve(data)
      else reject(toFfmpegError({ task: "describe the media", message: textOf(error), onExit }))
    })
  })
}

interface Supervision {
  readonly run: FfmpegRun
  readonly output: PassThrough
}

function supervise(command: FfmpegCommand, { run, output }: Supervision): void {
  const inputs = run.inputs
    .map((input) => input.source)
    .filter((source) => typeof source !== "string")
  let child: ChildProcess | null = null
  let isOver = false
  const fail = (error: unknown): void => {
    output.destroy(codedError(error, run))
  }
  // fluent-ffmpeg listens to its input only once the process runs: an earlier error would be lost.
  for (const input of inputs) input.on("error", fail)
  command.on("start", () => {
    child = processOf(command)
    if (output.destroyed) child?.kill("SIGKILL")
  })
  command.on("end", () => {
    isOver = true
    endAfter(child, output)
  })
  command.on("error", (error: Error) => {
    isOver = true
    fail(error)
  })
  output.on("close", () => {
    if (!isOver) child?.kill("SIGKILL")
    for (const input of inputs) input.destroy()
  })
}

/** The process may have ended while its last bytes are still in the pipe. */
function endAfter(child: ChildProcess | null, output: PassThrough): void {
  const pipe = child?.stdout
  if (!pipe || pipe.readableEnded) output.end()
  else pipe.once("end", () => output.end())
}

function inputArguments(input: FfmpegInput, isFirst: boolean): string[] {
  const once = isFirst ? ["-nostdin", "-hide_banner", "-v", "error", "-xerror"] : []
  return [...once, ...readerArguments(input)]
}

function readerArguments(input: FfmpegInput): string[] {
  const format =
    typeof input.format === "string"
      ? ["-f", input.format]
      : ["-format_whitelist", input.format.join(",")]
  return [...format, "-protocol_whitelist", input.protocols.join(","), ...(input.options ?? [])]
}

function newCommand(): FfmpegCommand {
  const { ffmpeg, ffprobe } = ffmpegPaths()
  const command = fluentFfmpeg().setFfmpegPath(ffmpeg).setFfprobePath(ffprobe)
  return withSafeSpawn(command)
}

interface CommandInternals {
  ffmpegProc?: ChildProcess
  _spawnFfmpeg(...parameters: unknown[]): void
}

type SpawnEnd = (error: unknown, stdout: unknown, stderr: unknown) => void

/**
 * When a process cannot be started, fluent-ffmpeg 2.1 reads lines that do not exist, and the
 * TypeError ends the whole service. Its last callback gets empty lines instead.
 */
function withSafeSpawn(command: FfmpegCommand): FfmpegCommand {
  const internals = command as unknown as CommandInternals
  const spawn = internals._spawnFfmpeg.bind(command)
  internals._spawnFfmpeg = (...parameters) => {
    const onEnd = parameters.pop() as SpawnEnd
    spawn(...parameters, (error: unknown, stdout = NO_LINES, stderr = NO_LINES) => {
      onEnd(error, stdout, stderr)
    })
  }
  return command
}

function processOf(command: FfmpegCommand): ChildProcess | null {
  return (command as unknown as CommandInternals).ffmpegProc ?? null
}

function codedError(error: unknown, run: FfmpegRun): GirError {
  if (isGirError(error)) return error
  const fromInput =
    error instanceof Error && "inputStreamError" in error ? error.inputStreamError : null
  if (isGirError(fromInput)) return fromInput
  const onExit = run.onExit ?? "ERR_MEDIA_FFMPEG_FAILED"
  return toFfmpegError({ task: run.task, message: textOf(error), onExit })
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

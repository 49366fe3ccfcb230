import { accessSync, constants, statSync } from "node:fs"
import { createRequire } from "node:module"
import { delimiter, join } from "node:path"
import { GirError } from "@gir/errors"
import { type FfmpegEnvironment, readFfmpegEnvironment } from "./environment.ts"

/** The two programs that encode, decode and describe media. */
export interface FfmpegPaths {
  readonly ffmpeg: string
  readonly ffprobe: string
}

type ProgramName = keyof FfmpegPaths

const require = createRequire(import.meta.url)
let found: FfmpegPaths | null = null

/**
 * Finds ffmpeg and ffprobe: GIR_FFMPEG and GIR_FFPROBE, else PATH, else the packages that npm
 * installed. The answer is kept.
 *
 * @throws ERR_MEDIA_FFMPEG_MISSING when there is none, or the variable names no program.
 */
export function ffmpegPaths(): FfmpegPaths {
  found ??= findFfmpeg(readFfmpegEnvironment())
  return found
}

/** The search itself. @throws ERR_MEDIA_FFMPEG_MISSING. */
export function findFfmpeg(environment: FfmpegEnvironment): FfmpegPaths {
  return {
    ffmpeg: findProgram("ffmpeg", environment),
    ffprobe: findProgram("ffprobe", environment),
  }
}

function findProgram(name: ProgramName, environment: FfmpegEnvironment): string {
  const named = environment[name]
  if (named !== undefined) return assertProgram(name, named)
  const inPath = environment.searchPath
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, executableName(name)))
    .find(isProgram)
  return inPath ?? installedProgram(name)
}

function assertProgram(name: ProgramName, path: string): string {
  if (isProgram(path)) return path
  const variable = `GIR_${name.toUpperCase()}`
  throw new GirError("ERR_MEDIA_FFMPEG_MISSING", `${variable} names no program: ${path}`, {
    next: `Correct or unset ${variable}; without it PATH and the npm packages are searched`,
  })
}

/** The packages throw while they load when npm brought no binary for this machine. */
function installedProgram(name: ProgramName): string {
  try {
    const { path } = require(`@${name}-installer/${name}`) as { path: string }
    return path
  } catch (cause) {
    throw new GirError("ERR_MEDIA_FFMPEG_MISSING", `no ${name} was found for this machine`, {
      cause,
    })
  }
}

function executableName(name: ProgramName): string {
  return process.platform === "win32" ? `${name}.exe` : name
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

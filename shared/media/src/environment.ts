/** Where the environment says the programs are; every name may be missing. */
export interface FfmpegEnvironment {
  readonly ffmpeg: string | undefined
  readonly ffprobe: string | undefined
  readonly searchPath: string
}

/** Reads GIR_FFMPEG, GIR_FFPROBE and PATH. */
export function readFfmpegEnvironment(): FfmpegEnvironment {
  return {
    ffmpeg: process.env["GIR_FFMPEG"] || undefined,
    ffprobe: process.env["GIR_FFPROBE"] || undefined,
    searchPath: process.env["PATH"] ?? "",
  }
}

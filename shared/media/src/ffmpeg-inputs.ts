import { resolve } from "node:path"
import { GirError } from "@gir/errors"
import type { FfmpegInput } from "./ffmpeg-adapter.ts"

/** An address with the request headers that it needs. */
export interface MediaAddress {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

type Format = FfmpegInput["format"]

/** What a recording's media can be. */
export const MEDIA_FORMATS: readonly string[] = ["wav", "mp3", "mp4"]
/** In microseconds, as ffmpeg wants it; longer than the relay waits for the address behind it. */
const RELAY_TIMEOUT_US = 60_000_000

/** @returns an input that ffmpeg can take for nothing but a file, whatever its name looks like. */
export function fileInput(path: string, format: Format = MEDIA_FORMATS): FfmpegInput {
  return { source: `file:${resolve(path)}`, format, protocols: ["file"] }
}

/** @returns an input for an address of a relay; ffmpeg may follow it to no other protocol. */
export function relayInput(url: string, format: Format = MEDIA_FORMATS): FfmpegInput {
  const options = ["-rw_timeout", `${RELAY_TIMEOUT_US}`]
  return { source: url, format, protocols: ["http", "tcp"], options }
}

/** @throws ERR_BAD_REQUEST unless it is http or https and no header ends its line. */
export function assertAddress(address: MediaAddress): void {
  if (!/^https?:\/\//.test(address.url) || !URL.canParse(address.url)) {
    throw new GirError("ERR_BAD_REQUEST", "media is read from http and https addresses only")
  }
  if (/[\r\n\0]/.test(Object.entries(address.headers).flat().join(""))) {
    throw new GirError("ERR_BAD_REQUEST", "a request header holds a line break")
  }
}

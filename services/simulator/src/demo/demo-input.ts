import type { Fingerprint, MediaSource } from "@gir/contracts"
import { builtInCallPath, captureCall, captureScreen, fingerprintOf, probeMedia } from "@gir/media"
import { createReadStream } from "node:fs"
import { resolve } from "node:path"

const BUILT_IN: MediaSource = { kind: "built-in" }

/** What the demo records: the built-in material, or files of the user's. */
export interface DemoInput {
  readonly audio: {
    readonly source: MediaSource
    readonly path: string
    readonly type: "audio/wav" | "audio/mp3"
    readonly durationMs: number
    /** Null when the recorder has to encode the file anew, so that it equals nothing known before. */
    readonly original: Fingerprint | null
  }
  readonly screen: { readonly source: MediaSource; readonly original: Fingerprint | null }
}

/**
 * Reads the files once, before anything is started, so that a bad one ends in one clear line.
 *
 * @throws ERR_MEDIA_…
 */
export async function readDemoInput(files: {
  readonly audio?: string | undefined
  readonly screen?: string | undefined
}): Promise<DemoInput> {
  return { audio: await readAudio(files.audio), screen: await readScreen(files.screen) }
}

async function readAudio(file: string | undefined): Promise<DemoInput["audio"]> {
  const path = file === undefined ? builtInCallPath() : resolve(file)
  const source: MediaSource = file === undefined ? BUILT_IN : { kind: "file", path }
  const type = await audioType(path)
  const captured = await captureCall({ source, type, channels: "keep", pace: "fast" })
  const { durationMs } = captured
  if (type === "audio/mp3") {
    const isKept = captured.plaintextBytes !== null
    captured.stream.destroy()
    return { source, path, type, durationMs, original: isKept ? await ofFile(path, type) : null }
  }
  captured.stream.destroy()
  return { source, path, type, durationMs, original: await ofFile(path, type) }
}

async function readScreen(file: string | undefined): Promise<DemoInput["screen"]> {
  if (file === undefined) return { source: BUILT_IN, original: null }
  const source: MediaSource = { kind: "file", path: resolve(file) }
  const captured = await captureScreen({
    source,
    recordingId: "",
    agentId: "",
    durationMs: 1,
    startTime: new Date(0),
  })
  captured.stream.destroy()
  return { source, original: await ofFile(source.path, "video/mp4") }
}

/** The content decides, never the name. */
async function audioType(path: string): Promise<"audio/wav" | "audio/mp3"> {
  const { streams } = await probeMedia({ path }).catch(() => ({ streams: [] }))
  return streams.some((stream) => stream.codecName === "mp3") ? "audio/mp3" : "audio/wav"
}

async function ofFile(
  path: string,
  type: "audio/wav" | "audio/mp3" | "video/mp4",
): Promise<Fingerprint> {
  const { fingerprint } = await fingerprintOf(createReadStream(path), type, {
    mustHaveLength: true,
  })
  return fingerprint
}

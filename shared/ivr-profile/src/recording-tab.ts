import type { Options } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { readFileNameTemplate, type FileNamePart } from "./file-name-template.ts"
import { optionOf } from "./options.ts"
import { fixedParameter, readServiceParameter, SERVICE_PARAMETERS } from "./service-parameters.ts"

/** The fields of the Recording tab beside the certificates. Seed: "Additional Recording Parameters". */
export interface RecordingTab {
  readonly storageDestination: string | null
  readonly recordingProcessorUri: string | null
  readonly mimeType: "audio/wav" | "audio/mp3"
  /** Path or `file:` address of a WAV file; null means no tone. */
  readonly alertToneSource: string | null
  /** Milliseconds from tone to tone. */
  readonly alertToneIntervalMs: number
  readonly fileNameTemplate: readonly FileNamePart[]
}

/** Names of the parameters are assumed: the guide shows the fields of the tab only. */
const PARAMETERS = {
  storageDestination: "recordingclient.recdest",
  recordingProcessorUri: "recordingclient.rp.uri",
  mimeType: "recordingclient.rectype",
  alertToneSource: "recordingclient.alert-tone.uri",
  alertToneIntervalMs: "recordingclient.alert-tone.frequency",
  fileNameTemplate: "recordingclient.filename-template",
} as const

/** The media control platform uses this when the profile names no frequency (documented). */
const DEFAULT_TONE_INTERVAL_MS = 30_000
/** Smaller values are raised to this (documented). */
const SMALLEST_TONE_INTERVAL_MS = 1_500

export function readRecordingTab(options: Options): RecordingTab {
  const read = (name: string): string | null => readServiceParameter(options, name)
  return {
    storageDestination: read(PARAMETERS.storageDestination),
    recordingProcessorUri: read(PARAMETERS.recordingProcessorUri),
    mimeType: readMimeType(read(PARAMETERS.mimeType)),
    alertToneSource: read(PARAMETERS.alertToneSource),
    alertToneIntervalMs: readInterval(read(PARAMETERS.alertToneIntervalMs)),
    fileNameTemplate: readFileNameTemplate(read(PARAMETERS.fileNameTemplate)),
  }
}

/** @returns the section with the tab's fields; fields that are not given stay as they are. */
export function writeRecordingTab(options: Options, tab: Partial<RecordingTab>): Options {
  const section = { ...options[SERVICE_PARAMETERS] }
  const set = (name: string, value: string | null | undefined): void => {
    if (value === undefined) return
    const fixed = fixedParameter(value)
    if (fixed === null) delete section[name]
    else section[name] = fixed
  }
  set(PARAMETERS.storageDestination, tab.storageDestination)
  set(PARAMETERS.recordingProcessorUri, tab.recordingProcessorUri)
  set(PARAMETERS.mimeType, tab.mimeType)
  set(PARAMETERS.alertToneSource, tab.alertToneSource)
  set(PARAMETERS.alertToneIntervalMs, tab.alertToneIntervalMs?.toString())
  set(PARAMETERS.fileNameTemplate, tab.fileNameTemplate?.join("_"))
  return { ...options, [SERVICE_PARAMETERS]: section }
}

function readMimeType(text: string | null): "audio/wav" | "audio/mp3" {
  if (text === null || text === "audio/wav") return "audio/wav"
  if (text === "audio/mp3") return text
  throw invalid(PARAMETERS.mimeType, "must be audio/wav or audio/mp3")
}

function readInterval(text: string | null): number {
  if (text === null) return DEFAULT_TONE_INTERVAL_MS
  if (!/^\d{1,9}$/.test(text)) throw invalid(PARAMETERS.alertToneIntervalMs, "must be milliseconds")
  return Math.max(Number(text), SMALLEST_TONE_INTERVAL_MS)
}

function invalid(option: string, reason: string): GirError {
  return new GirError("ERR_CONFIG_PROFILE_INVALID", `${option} ${reason}`, {
    fields: { section: SERVICE_PARAMETERS, option },
  })
}

/** True for a profile that Resource Manager uses for recordings (documented). */
export function isRecordingProfile(options: Options): boolean {
  return optionOf(options, "gvp.general", "gvp.general.service-type") === "record"
}

import type { FileNamePart, Options } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { checkDestinations } from "./destination-address.ts"
import { readFileNameTemplate } from "./file-name-template.ts"
import { optionOf } from "./options.ts"
import { fixedParameter, readServiceParameter, SERVICE_PARAMETERS } from "./service-parameters.ts"
import { readIsPasswordSet, withPassword } from "./speech-miner.ts"

/** The fields of the Recording tab beside the certificates. Seed: "Additional Recording Parameters". */
export interface RecordingTab {
  readonly storageDestination: string | null
  readonly recordingProcessorUri: string | null
  readonly speechMinerDestination: string | null
  readonly speechMinerInteractionReceiver: string | null
  /** User name of the SpeechMiner Interaction Receiver Authorization Header. */
  readonly speechMinerUserName: string | null
  /** Whether that header has a password; the password itself is not kept. */
  readonly isSpeechMinerPasswordSet: boolean
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
  speechMinerDestination: "recordingclient.recdest2",
  speechMinerInteractionReceiver: "recordingclient.rp.speechminer_uri",
  speechMinerUserName: "recordingclient.rp.speechminer_auth.user",
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
    speechMinerDestination: read(PARAMETERS.speechMinerDestination),
    speechMinerInteractionReceiver: read(PARAMETERS.speechMinerInteractionReceiver),
    speechMinerUserName: read(PARAMETERS.speechMinerUserName),
    isSpeechMinerPasswordSet: readIsPasswordSet(options),
    mimeType: readMimeType(read(PARAMETERS.mimeType)),
    alertToneSource: read(PARAMETERS.alertToneSource),
    alertToneIntervalMs: readInterval(read(PARAMETERS.alertToneIntervalMs)),
    fileNameTemplate: readFileNameTemplate(read(PARAMETERS.fileNameTemplate)),
  }
}

/**
 * @returns the check boxes of the File Name Template that are ticked: none while the profile names
 * no template and the recorder takes its default.
 */
export function tickedFileNameParts(options: Options): readonly FileNamePart[] {
  const text = readServiceParameter(options, PARAMETERS.fileNameTemplate)
  return text === null ? [] : readFileNameTemplate(text)
}

/**
 * @returns options with the tab's fields; fields that are not given stay as they are.
 * @throws ERR_CONFIG_PROFILE_INVALID naming the field that does not fit.
 */
export function writeRecordingTab(options: Options, tab: Partial<RecordingTab>): Options {
  checkDestinations({
    storageDestination: tab.storageDestination,
    recordingProcessorUri: tab.recordingProcessorUri,
    speechMinerDestination: tab.speechMinerDestination,
    speechMinerInteractionReceiver: tab.speechMinerInteractionReceiver,
  })
  const section = { ...options[SERVICE_PARAMETERS] }
  const set = (name: string, value: string | null | undefined): void => {
    if (value === undefined) return
    const fixed = fixedParameter(value)
    if (fixed === null) delete section[name]
    else section[name] = fixed
  }
  set(PARAMETERS.storageDestination, tab.storageDestination)
  set(PARAMETERS.recordingProcessorUri, tab.recordingProcessorUri)
  set(PARAMETERS.speechMinerDestination, tab.speechMinerDestination)
  set(PARAMETERS.speechMinerInteractionReceiver, tab.speechMinerInteractionReceiver)
  set(PARAMETERS.speechMinerUserName, tab.speechMinerUserName)
  set(PARAMETERS.mimeType, tab.mimeType)
  set(PARAMETERS.alertToneSource, tab.alertToneSource)
  set(PARAMETERS.alertToneIntervalMs, tab.alertToneIntervalMs?.toString())
  set(PARAMETERS.fileNameTemplate, tab.fileNameTemplate?.join("_"))
  const isPasswordSet = tab.isSpeechMinerPasswordSet
  const saved = isPasswordSet === undefined ? section : withPassword(section, isPasswordSet)
  return { ...options, [SERVICE_PARAMETERS]: saved }
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

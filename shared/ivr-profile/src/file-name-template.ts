import { FILE_NAME_PARTS, type FileNamePart } from "@gir/contracts"
import { GirError } from "@gir/errors"

/** What a file name can be made of. */
export interface FileNameFacts {
  readonly recordingId: string
  readonly callerPhoneNumber: string
  readonly dialedPhoneNumber: string
  readonly agentId: string
  readonly connectionId: string
  /** Start of the recording, by the recorder's clock. */
  readonly startTime: Date
  /** Default `SIPServer`: the simulator has one. */
  readonly sipServerName?: string
}

const SEPARATOR = "_"
/** What a profile without a template of its own records under (assumed). */
export const DEFAULT_FILE_NAME_TEMPLATE: readonly FileNamePart[] = ["ID", "MCP Date Time"]
const DEFAULT_SIP_SERVER = "SIPServer"
const LONGEST_NAME = 200

/**
 * Reads the profile's template: names of parts, joined by `_`.
 *
 * @returns `ID_MCP Date Time` when the profile has none.
 * @throws ERR_CONFIG_PROFILE_INVALID naming the part that does not exist.
 */
export function readFileNameTemplate(text: string | null): readonly FileNamePart[] {
  if (text === null) return DEFAULT_FILE_NAME_TEMPLATE
  return text.split(SEPARATOR).map((name) => {
    const part = FILE_NAME_PARTS.find((candidate) => candidate === name.trim())
    if (part !== undefined) return part
    throw new GirError(
      "ERR_CONFIG_PROFILE_INVALID",
      `the file name template names "${name}", which is no part of a file name`,
      { next: `Use some of: ${FILE_NAME_PARTS.join(", ")}` },
    )
  })
}

/**
 * Makes a media file's name after the profile's File Name Template.
 *
 * @returns a name without extension, of letters, digits and `+ . _ -`, 200 characters at most. Parts
 * that are empty for this call are left out; the recording's id stands in when nothing is left.
 */
export function renderFileName(
  profile: { readonly fileNameTemplate: readonly FileNamePart[] },
  facts: FileNameFacts,
): string {
  const name = profile.fileNameTemplate
    .map((part) => safe(valueOf(part, facts)))
    .filter((value) => value !== "")
    .join(SEPARATOR)
    .slice(0, LONGEST_NAME)
  return name === "" ? facts.recordingId : name
}

function valueOf(part: FileNamePart, facts: FileNameFacts): string {
  const values: Readonly<Record<FileNamePart, string>> = {
    ID: facts.recordingId,
    "SIP Server Application Name": facts.sipServerName ?? DEFAULT_SIP_SERVER,
    ANI: facts.callerPhoneNumber,
    DNIS: facts.dialedPhoneNumber,
    "Date Time": dateTime(facts.startTime),
    "Call UUID": facts.recordingId,
    "Connection ID": facts.connectionId,
    "Agent ID": facts.agentId,
    "MCP Date Time": dateTime(facts.startTime),
  }
  return values[part]
}

/** `2026-12-01_10-15-00`, UTC, as in the real system's media ids. */
function dateTime(date: Date): string {
  return date.toISOString().slice(0, 19).replace("T", SEPARATOR).replaceAll(":", "-")
}

/** A name may neither leave its folder nor begin with a dot. */
function safe(value: string): string {
  return value.replaceAll(/[^A-Za-z0-9+._-]/g, "-").replace(/^\.+/, "")
}

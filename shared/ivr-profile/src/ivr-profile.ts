import type { EnvelopeProfile, IvrProfileObject, Options } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { certificateOptions, type CertificateOption } from "./certificate-options.ts"
import { optionOf } from "./options.ts"
import {
  isRecordingProfile,
  readRecordingTab,
  writeRecordingTab,
  type RecordingTab,
} from "./recording-tab.ts"
import {
  CA_FILE_PARAMETER,
  fixedParameter,
  readServiceParameter,
  SERVICE_PARAMETERS,
} from "./service-parameters.ts"

/** An IVR Profile ("Voice Platform Profile" on the screen), as a recorder understands it. */
export interface IvrProfile extends RecordingTab, SimulatorOptions {
  readonly dbid: number
  readonly version: number
  readonly name: string
  readonly tenant: string
  readonly isEnabled: boolean
  /** True when `gvp.general.service-type` is `record`. */
  readonly isRecordingProfile: boolean
  readonly certificates: readonly CertificateOption[]
  /** Path as the guide writes it, of the node that records; null: the application's option counts. */
  readonly caFilePath: string | null
}

/** What the real product does not tell, or decides by itself: assumed, and therefore a switch. */
export interface SimulatorOptions {
  readonly envelopeProfile: EnvelopeProfile
  /** Null means the envelope profile's own cipher. */
  readonly contentCipher: string | null
  /** New calls with no usable certificate: refused with an alarm, or encrypted all the same. */
  readonly noUsableRecipient: "refuse" | "continue"
  /** Which certificates a call is encrypted to: those when it began, or those when it ended. */
  readonly recipientsChosen: "at-start" | "at-finalise"
  readonly mp3BitRateKbps: 16 | 32
}

/** What a new profile is made of; fields that are not given take their defaults. */
export type IvrProfileSettings = Partial<RecordingTab> &
  Partial<SimulatorOptions> & { readonly caFilePath?: string | null }

const SIMULATOR = "gir.simulator"
const ENVELOPE_PROFILES = ["classic", "modern"] as const
const NO_USABLE_RECIPIENT = ["refuse", "continue"] as const
const RECIPIENTS_CHOSEN = ["at-start", "at-finalise"] as const
const BIT_RATES = ["32", "16"] as const
const CONTENT_CIPHER = /^aes(128|192|256)-(cbc|gcm)$/

/**
 * Reads the options of a profile.
 *
 * @throws ERR_CONFIG_PROFILE_INVALID naming the option that does not fit. A corrupt certificate is no
 * such error: the profile stays readable, and the recorder leaves the certificate out.
 */
export function readIvrProfile(object: IvrProfileObject): IvrProfile {
  const { options } = object
  return {
    dbid: object.dbid,
    version: object.version,
    name: object.name,
    tenant: object.tenant,
    isEnabled: object.isEnabled,
    isRecordingProfile: isRecordingProfile(options),
    certificates: certificateOptions(options),
    caFilePath: readServiceParameter(options, CA_FILE_PARAMETER),
    ...readRecordingTab(options),
    ...readSimulatorOptions(options),
  }
}

/** @returns the options of a new recording profile, without certificates. */
export function newIvrProfileOptions(settings: IvrProfileSettings): Options {
  const caFile = fixedParameter(settings.caFilePath)
  const base: Options = {
    "gvp.general": { "gvp.general.service-type": "record" },
    [SERVICE_PARAMETERS]: caFile === null ? {} : { [CA_FILE_PARAMETER]: caFile },
    "recording-certificates": {},
    [SIMULATOR]: simulatorSection(settings),
  }
  return writeRecordingTab(base, settings)
}

function simulatorSection(settings: Partial<SimulatorOptions>): Record<string, string> {
  const section: Record<string, string> = {}
  if (settings.envelopeProfile) section["envelope-profile"] = settings.envelopeProfile
  if (settings.contentCipher) section["content-cipher"] = settings.contentCipher
  if (settings.noUsableRecipient) section["no-usable-recipient"] = settings.noUsableRecipient
  if (settings.recipientsChosen) section["recipients-chosen"] = settings.recipientsChosen
  if (settings.mp3BitRateKbps) section["mp3-bit-rate"] = String(settings.mp3BitRateKbps)
  return section
}

function readSimulatorOptions(options: Options): SimulatorOptions {
  const contentCipher = optionOf(options, SIMULATOR, "content-cipher")
  if (contentCipher !== null && !CONTENT_CIPHER.test(contentCipher)) {
    throw invalid(
      "content-cipher",
      "must be aes128-cbc, aes192-cbc, aes256-cbc or the same with gcm",
    )
  }
  return {
    envelopeProfile: choice(options, "envelope-profile", ENVELOPE_PROFILES),
    contentCipher,
    noUsableRecipient: choice(options, "no-usable-recipient", NO_USABLE_RECIPIENT),
    recipientsChosen: choice(options, "recipients-chosen", RECIPIENTS_CHOSEN),
    mp3BitRateKbps: choice(options, "mp3-bit-rate", BIT_RATES) === "16" ? 16 : 32,
  }
}

/** @returns the option's value, or the first choice when it is not set. */
function choice<const T extends string>(
  options: Options,
  name: string,
  choices: readonly [T, ...T[]],
): T {
  const text = optionOf(options, SIMULATOR, name)
  if (text === null) return choices[0]
  const found = choices.find((candidate) => candidate === text)
  if (found !== undefined) return found
  throw invalid(name, `must be ${choices.join(" or ")}`)
}

function invalid(option: string, reason: string): GirError {
  return new GirError("ERR_CONFIG_PROFILE_INVALID", `${option} ${reason}`, {
    fields: { section: SIMULATOR, option },
  })
}

import type { IvrProfileObject, Options } from "@gir/contracts"
import {
  addCertificates,
  newIvrProfileOptions,
  readIvrProfile,
  type IvrProfile,
  type IvrProfileSettings,
} from "@gir/ivr-profile"

export interface ProfileOptions extends IvrProfileSettings {
  readonly dbid?: number
  readonly version?: number
  readonly isEnabled?: boolean
  readonly tenant?: string
  /** PEM texts, put on the profile as the Recording tab does. */
  readonly pems?: readonly string[]
  /** Option values as they are, even corrupt. */
  readonly texts?: Readonly<Record<string, string>>
  readonly serviceType?: string
}

export function profileObject(options: ProfileOptions = {}): IvrProfileObject {
  const { dbid = 101, version = 1, isEnabled = true, tenant = "Environment" } = options
  const base = addCertificates(newIvrProfileOptions(options), options.pems ?? [])
  const all: Options = {
    ...base,
    "gvp.general": { "gvp.general.service-type": options.serviceType ?? "record" },
    "recording-certificates": { ...base["recording-certificates"], ...options.texts },
  }
  return {
    dbid,
    version,
    name: "recording",
    displayName: "Recording",
    description: "",
    tenant,
    isEnabled,
    options: all,
  }
}

export function testProfile(options: ProfileOptions = {}): IvrProfile {
  return readIvrProfile(profileObject(options))
}

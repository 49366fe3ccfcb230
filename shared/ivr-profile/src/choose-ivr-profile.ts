import type { IvrProfileChoice, IvrProfileObject } from "@gir/contracts"
import { optionOf } from "./options.ts"
import { isRecordingProfile } from "./recording-tab.ts"

const GENERAL = "gvp.general"
const GEO_LOCATION = "gvp.general.geo-location"
const RECORD = "record"
/** Assumed: the real default profile is an option of the tenant. */
const DEFAULT = "default"

/**
 * Resource Manager's choice of the profile for a recording request (documented): the geo-location
 * when one is given, else the only recording profile, else the profile named `record`, else the
 * default one. Disabled profiles are not there.
 *
 * @returns null when no rule finds a profile. Of several that fit, the one with the lowest DBID, so
 * that the same request always finds the same profile.
 */
export function chooseIvrProfile(
  profiles: readonly IvrProfileObject[],
  geoLocation: string | null,
): IvrProfileChoice | null {
  const enabled = profiles.filter(({ isEnabled }) => isEnabled).toSorted((a, b) => a.dbid - b.dbid)
  const recording = enabled.filter(({ options }) => isRecordingProfile(options))
  const only = geoLocation === null && recording.length === 1 ? recording[0] : undefined
  return (
    found("geo-location", geoLocation === null ? undefined : near(recording, geoLocation)) ??
    found("only-recording-profile", only) ??
    found("named-record", named(enabled, RECORD)) ??
    found("default", named(enabled, DEFAULT))
  )
}

function found(
  rule: IvrProfileChoice["rule"],
  profile: IvrProfileObject | undefined,
): IvrProfileChoice | null {
  return profile === undefined ? null : { rule, profile }
}

function near(profiles: readonly IvrProfileObject[], geoLocation: string) {
  return profiles.find(({ options }) => optionOf(options, GENERAL, GEO_LOCATION) === geoLocation)
}

function named(profiles: readonly IvrProfileObject[], wanted: string) {
  return profiles.find(({ name }) => name === wanted)
}

import type { IvrProfileChoice, IvrProfileChoiceQuery, IvrProfileObject } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { chooseIvrProfile } from "@gir/ivr-profile"

/**
 * What Resource Manager would record with.
 *
 * @throws ERR_CONFIG_NO_PROFILE when no rule finds a profile.
 */
export function chooseStoredProfile(
  profiles: readonly IvrProfileObject[],
  {
    geoLocation = null,
    tenant = null,
  }: Partial<Record<keyof IvrProfileChoiceQuery, string | null>>,
): IvrProfileChoice {
  const offered = tenant === null ? profiles : profiles.filter((each) => each.tenant === tenant)
  const choice = chooseIvrProfile(offered, geoLocation)
  if (choice !== null) return choice
  const place = geoLocation === null ? "without a geo-location" : `from ${geoLocation}`
  throw new GirError(
    "ERR_CONFIG_NO_PROFILE",
    `no IVR Profile serves a recording request ${place}`,
    {
      fields: { geoLocation, tenant },
    },
  )
}

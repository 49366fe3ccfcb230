import type { IvrProfileObject, Options } from "@gir/contracts"
import { chooseIvrProfile } from "@gir/ivr-profile"
import { describe, expect, it } from "vitest"
import { profileObject } from "./profile.ts"

const RECORD: Options = { "gvp.general": { "gvp.general.service-type": "record" } }

function profile(
  dbid: number,
  name: string,
  given: { geo?: string; options?: Options; isEnabled?: boolean } = {},
): IvrProfileObject {
  const { geo, options = RECORD, isEnabled = true } = given
  const general = { ...options["gvp.general"] }
  if (geo !== undefined) general["gvp.general.geo-location"] = geo
  return { ...profileObject({ ...options, "gvp.general": general }), dbid, name, isEnabled }
}

function chosen(profiles: readonly IvrProfileObject[], geoLocation: string | null) {
  const choice = chooseIvrProfile(profiles, geoLocation)
  return choice === null ? null : [choice.rule, choice.profile.dbid]
}

describe("Resource Manager's choice of a profile", () => {
  const east = profile(3, "east", { geo: "east" })
  const west = profile(2, "west", { geo: "west" })
  const alsoWest = profile(1, "also-west", { geo: "west" })
  const record = profile(4, "record")
  const fallback = profile(5, "default", { options: {} })

  it("takes the recording profile of the geo-location, always the same of several", () => {
    expect(chosen([east, west, alsoWest], "east")).toEqual(["geo-location", 3])
    expect(chosen([east, west, alsoWest], "west")).toEqual(["geo-location", 1])
    expect(chosen([alsoWest, west, east], "west")).toEqual(["geo-location", 1])
  })

  it("takes the only recording profile when no geo-location is given", () => {
    expect(chosen([east, fallback], null)).toEqual(["only-recording-profile", 3])
    expect(chosen([east, fallback], "north")).toEqual(["default", 5])
  })

  it("takes the one named record when there are several, or none at the geo-location", () => {
    expect(chosen([east, west, record, fallback], null)).toEqual(["named-record", 4])
    expect(chosen([east, west, record, fallback], "north")).toEqual(["named-record", 4])
  })

  it("takes the default one at the end, or none", () => {
    expect(chosen([east, west, fallback], null)).toEqual(["default", 5])
    expect(chosen([east, west], null)).toBeNull()
    expect(chosen([], null)).toBeNull()
  })

  it("does not see a disabled profile, nor a geo-location on a profile that does not record", () => {
    const disabled = profile(6, "record", { isEnabled: false })
    const silent = profile(7, "voicexml", { geo: "east", options: {} })
    expect(chosen([disabled, silent], "east")).toBeNull()
    expect(chosen([east, disabled], null)).toEqual(["only-recording-profile", 3])
  })
})

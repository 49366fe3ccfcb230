import { describe, expect, it } from "vitest"
import {
  mediaUriOf,
  nearestSetting,
  normalizeLocation,
} from "../src/settings/decrypt-uri-prefix.ts"

const at = (...locations: string[]) => locations.map((location) => ({ location }))

describe("the nearest location", () => {
  it.each(["/US/AK", "/US/HI", "/US"])("of node %s is /US when both / and /US are set", (node) => {
    expect(nearestSetting(at("/", "/US"), node)).toEqual({ location: "/US" })
  })

  it("is the longest one, in whatever order the settings come", () => {
    expect(nearestSetting(at("/US", "/US/AK", "/"), "/US/AK/Juneau")).toEqual({
      location: "/US/AK",
    })
    expect(nearestSetting(at("/", "/US/AK", "/US"), "/US/AK")).toEqual({ location: "/US/AK" })
  })

  it("goes by segments: /US does not serve /USA", () => {
    expect(nearestSetting(at("/US"), "/USA")).toBeNull()
    expect(nearestSetting(at("/", "/US"), "/USA/AK")).toEqual({ location: "/" })
  })

  it("never is one below the node", () => {
    expect(nearestSetting(at("/US/AK"), "/US")).toBeNull()
  })

  it("is nothing when no location is above the node", () => {
    expect(nearestSetting(at("/US", "/CA"), "/EU")).toBeNull()
    expect(nearestSetting([], "/")).toBeNull()
  })

  it("does not care about slashes at the end, on either side", () => {
    expect(nearestSetting(at("/US/CA/"), "/US/CA")).toEqual({ location: "/US/CA/" })
    expect(nearestSetting(at("/US"), "/US/CA/")).toEqual({ location: "/US" })
  })

  it("tells capital letters from small ones", () => {
    expect(nearestSetting(at("/us"), "/US")).toBeNull()
  })
})

describe("a location", () => {
  it.each([
    ["/", "/"],
    ["//", "/"],
    ["/US/CA/", "/US/CA"],
    ["//US//CA", "/US/CA"],
  ])("written as %s is kept as %s", (written, kept) => {
    expect(normalizeLocation(written)).toBe(kept)
  })
})

describe("a media URI", () => {
  it.each(["http://rcs:8008/rcs", "http://rcs:8008/rcs/"])(
    "is the prefix %s and the media",
    (prefix) => {
      expect(mediaUriOf(prefix, "X-call")).toBe("http://rcs:8008/rcs/media/X-call")
    },
  )
})

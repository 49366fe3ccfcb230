import { describe, expect, it } from "vitest"
import { matchPath } from "../src/router/paths.ts"

describe("matchPath", () => {
  it("names the parts of an address", () => {
    expect(matchPath("/profiles/:dbid/:tab", "/profiles/101/recording")).toEqual({
      dbid: "101",
      tab: "recording",
    })
  })

  it("takes a slash at the end for no part", () => {
    expect(matchPath("/recordings", "/recordings/")).toEqual({})
  })

  it("knows the root only as the root", () => {
    expect(matchPath("/", "/")).toEqual({})
    expect(matchPath("/", "/recordings")).toBeNull()
  })

  it("refuses another address, and one that is longer or shorter", () => {
    expect(matchPath("/recordings/:id", "/system/1")).toBeNull()
    expect(matchPath("/recordings/:id", "/recordings")).toBeNull()
    expect(matchPath("/recordings/:id", "/recordings/1/2")).toBeNull()
  })

  it("takes a percent sign that escapes nothing as it stands", () => {
    expect(matchPath("/recordings/:id", "/recordings/100%")).toEqual({ id: "100%" })
    expect(matchPath("/recordings/:id", "/recordings/a%20b")).toEqual({ id: "a b" })
  })
})

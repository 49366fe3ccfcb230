import { describe, expect, it } from "vitest"
import { parseJavaProperties } from "../src/java-properties.ts"

const read = (text: string): Record<string, string> => Object.fromEntries(parseJavaProperties(text))

describe("a Java properties file", () => {
  it("splits a line at =, at : and at white space", () => {
    expect(read("a=1\nb : 2\nc 3\nd\te=f\r\ng")).toEqual({
      a: "1",
      b: "2",
      c: "3",
      d: "e=f",
      g: "",
    })
  })

  it("skips comments and empty lines, and keeps the last of two values", () => {
    expect(read("# a=0\n  ! b=0\n\n   a=1\na=2\n")).toEqual({ a: "2" })
  })

  it("goes on after a backslash at the end of a line, but not after an escaped one", () => {
    expect(read("a=1,\\\n   2\nb=c\\\\\nd=3")).toEqual({ a: "1,2", b: "c\\", d: "3" })
  })

  it("resolves escapes as Java does, so that a Windows path needs every backslash twice", () => {
    expect(
      read("a=c:\\\\keystore\\\\ca_cert.pem\nb=c:\\keystore\\ca.pem\nc=\\u00e9\\t\\:"),
    ).toEqual({
      a: "c:\\keystore\\ca_cert.pem",
      b: "c:keystoreca.pem",
      c: "é\t:",
    })
  })
})

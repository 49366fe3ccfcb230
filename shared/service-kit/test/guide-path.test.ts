import { mkdirSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { GirError } from "@gir/errors"
import { resolveGuidePath } from "../src/guide-path.ts"
import { testFolder } from "./test-folder.ts"

function refuse(reason: string): GirError {
  return new GirError("ERR_BAD_REQUEST", reason)
}

function resolver(): { root: string; resolve: (path: string) => string } {
  const root = join(testFolder(), "node")
  const baseFolder = join(root, "RCS")
  mkdirSync(baseFolder, { recursive: true })
  return {
    root,
    resolve: (path) => resolveGuidePath(path, { nodeRoot: root, baseFolder, refuse }).path,
  }
}

describe("a path of the guide", () => {
  it.each([
    ["ca_cert.pem", "RCS/ca_cert.pem"],
    ["store\\ca_cert.pem", "RCS/store/ca_cert.pem"],
    ["/genesys/rcs/ca_cert.pem", "genesys/rcs/ca_cert.pem"],
    ["c:\\keystore\\ca_cert.pem", "c/keystore/ca_cert.pem"],
    ["D:/keystore/ca_cert.pem", "d/keystore/ca_cert.pem"],
  ])("%s lies below the node's folder", (path, place) => {
    const { root, resolve } = resolver()
    expect(resolve(path)).toBe(join(root, place))
  })

  it("is taken as it is when it already lies below the node's folder", () => {
    const { root, resolve } = resolver()
    expect(resolve(join(root, "RCS", "ca.pem"))).toBe(join(root, "RCS", "ca.pem"))
  })

  it.each(["../x", "a/../../x", "c:\\..\\x", "\\\\host\\share\\x", "//host/x", "a\0b", "c:ca.pem"])(
    "%j is refused",
    (path) => {
      expect(() => resolver().resolve(path)).toThrow(
        expect.objectContaining({ code: "ERR_BAD_REQUEST" }),
      )
    },
  )

  it("is refused when a link on the way leads out, also to a file that does not exist yet", () => {
    const { root, resolve } = resolver()
    const outside = testFolder()
    symlinkSync(outside, join(root, "RCS", "link"))
    for (const path of ["link/ca.pem", "link", "/RCS/link/new/keystore.p12"]) {
      expect(() => resolve(path)).toThrow(expect.objectContaining({ code: "ERR_BAD_REQUEST" }))
    }
  })
})

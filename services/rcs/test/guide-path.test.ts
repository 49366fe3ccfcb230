import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { resolveRcsPath } from "../src/guide-path.ts"
import { testFolder } from "./folder.ts"

describe("a path in rcs.properties", () => {
  it("starts from the RCS install directory when it is relative", () => {
    const nodeRoot = testFolder()
    const found = resolveRcsPath("ca_cert.pem", { nodeRoot, option: "cacertstorepath" })
    expect(found).toBe(join(nodeRoot, "RCS", "ca_cert.pem"))
  })

  it("is refused by its option's name when it leaves the node's folder", () => {
    const options = { nodeRoot: testFolder(), option: "cacertstorepath" }
    expect(() => resolveRcsPath("../../ca.pem", options)).toThrow(
      expect.objectContaining({ code: "ERR_RCS_PATH_REFUSED", where: "cacertstorepath" }),
    )
  })
})

import { readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { readRcsProperties, restartOptions } from "../src/rcs-properties.ts"
import { testFolder } from "./folder.ts"

describe("rcs.properties", () => {
  it("is made at the first start, for its owner alone, with every option at its default", () => {
    const root = testFolder()
    expect(readRcsProperties(root)).toEqual({
      cacertstorepath: null,
      cacertstorepassword: null,
      keystorepath: "keystore.p12",
      keystorepasswordfile: "keystore.password",
      port: 8008,
    })
    const file = join(root, "RCS", "rcs.properties")
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, "utf8")).toContain("cacertstorepath=")
  })

  it("is left alone when it is there, and what it says holds", () => {
    const root = testFolder()
    readRcsProperties(root)
    const file = join(root, "RCS", "rcs.properties")
    writeFileSync(file, "cacertstorepath=ca_cert.pem\ncacertstorepassword=changeit\nport=9000\n")
    expect(readRcsProperties(root)).toMatchObject({
      cacertstorepath: "ca_cert.pem",
      cacertstorepassword: "changeit",
      keystorepath: "keystore.p12",
      port: 9000,
    })
  })

  it("names the option when a port is no port", () => {
    const root = testFolder()
    readRcsProperties(root)
    writeFileSync(join(root, "RCS", "rcs.properties"), "port=eighty\n")
    expect(() => readRcsProperties(root)).toThrow(
      expect.objectContaining({ code: "ERR_RCS_PROPERTIES_INVALID" }),
    )
  })

  it("shows what waits for a restart, and of a password only that it is set", () => {
    const effective = readRcsProperties(testFolder())
    const configured = {
      ...effective,
      cacertstorepath: "ca_cert.pem",
      cacertstorepassword: "secret-word",
    }
    const rows = restartOptions(effective, configured)
    expect(rows.filter((row) => row.isRestartPending)).toEqual([
      {
        section: "rcs.properties",
        option: "cacertstorepath",
        configured: "ca_cert.pem",
        effective: null,
        isRestartPending: true,
      },
      {
        section: "rcs.properties",
        option: "cacertstorepassword",
        configured: "set",
        effective: null,
        isRestartPending: true,
      },
    ])
    expect(JSON.stringify(rows)).not.toContain("secret-word")
  })
})

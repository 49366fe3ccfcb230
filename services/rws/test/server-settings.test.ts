import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { readServerSettings } from "../src/server-settings.ts"
import { readRwsConfig } from "../src/app.ts"

function nodeRoot(): string {
  const folder = mkdtempSync(join(tmpdir(), "gir-rws-root-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

function withFile(content: string, name = "application.yaml"): string {
  const root = nodeRoot()
  writeFileSync(join(root, name), content)
  return root
}

const ALASKA =
  "serverSettings:\n  nodePath: /US/AK\n  crRegion: us-west\n  webDAVMaxConnection: 50\n"

describe("application.yaml", () => {
  it("is made at the first start, and then says nothing that is not the default", () => {
    const root = nodeRoot()
    expect(readServerSettings(root, "latest")).toEqual({ nodePath: "/", crRegion: null })
    const file = join(root, "application.yaml")
    const before = readFileSync(file, "utf8")
    readServerSettings(root, "latest")
    expect(readFileSync(file, "utf8")).toBe(before)
  })

  it("gives nodePath and crRegion, and leaves the many others alone", () => {
    const root = withFile(`logging:\n  file: x\n${ALASKA}`)
    expect(readServerSettings(root, "latest")).toEqual({ nodePath: "/US/AK", crRegion: "us-west" })
  })

  it("is called server-settings.yaml in an older release", () => {
    const root = withFile(ALASKA, "server-settings.yaml")
    expect(readServerSettings(root, "older").nodePath).toBe("/US/AK")
    expect(readServerSettings(root, "latest").nodePath).toBe("/")
  })

  it.each([
    ["serverSettings:\n  nodePath: US/AK\n", /application\.yaml:2:13: nodePath must begin with \//],
    ["serverSettings:\n  crRegion: [a]\n", /crRegion must be a text/],
    ["serverSettings:\n  nodePath: 7\n", /nodePath must be a text/],
    ["serverSettings: everything\n", /serverSettings must be a list/],
    ["serverSettings:\n\tnodePath: /US\n", /application\.yaml:2/],
    ["serverSettings:\n  nodePath: /US\n  nodePath: /EU\n", /unique/],
  ])("is refused with its line when it is %j", (content, reason) => {
    expect(() => readServerSettings(withFile(content), "latest")).toThrow(
      expect.objectContaining({
        code: "ERR_RWS_SERVER_SETTINGS_INVALID",
        message: expect.stringMatching(reason) as string,
      }),
    )
  })
})

describe("the settings of rws", () => {
  const configOf = (root: string, more: Record<string, string> = {}) => {
    const token = join(root, "token")
    writeFileSync(token, "service-token-of-the-tests", { mode: 0o600 })
    return readRwsConfig({
      GIR_SERVICE_TOKEN_FILE: token,
      GIR_DATABASE_URL: "postgresql://gir@127.0.0.1:5432/gir",
      GIR_STORAGE_DESTINATION: "file:///recordings",
      GIR_NODE_ROOT: root,
      ...more,
    })
  }

  it("come from the node's file, and the environment wins over it", () => {
    const root = withFile(ALASKA)
    expect(configOf(root)).toMatchObject({
      nodePath: "/US/AK",
      region: "us-west",
      usersFile: join(root, "users.json"),
    })
    const more = { GIR_RWS_NODE_PATH: "/EU/", GIR_RWS_REGION: "eu" }
    expect(configOf(root, more)).toMatchObject({ nodePath: "/EU", region: "eu" })
  })

  it("take the older release's file under the older release profile", () => {
    const root = withFile(ALASKA, "server-settings.yaml")
    expect(configOf(root, { GIR_RELEASE_PROFILE: "older" }).nodePath).toBe("/US/AK")
    expect(existsSync(join(root, "application.yaml"))).toBe(false)
  })
})

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { caFileReader, type CaFileOf } from "../src/ca-file.ts"
import { testPki, type TestPki } from "./pki.ts"
import { testProfile } from "./profiles.ts"
import { recordingLogger, type RecordingLogger } from "./recording-logger.ts"

const TENANT_PATH = "/genesys/mcp/certificates/Environment/ca.pem"
const OPTION_PATH = "c:\\keystore\\ca_cert.pem"

describe("the CA file of a profile", () => {
  let root: string
  let pki: TestPki
  let logger: RecordingLogger
  let defaultPath: string | null
  let caFileOf: CaFileOf

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "gir-ca-file-"))
    pki = await testPki()
  })
  afterAll(() => rm(root, { recursive: true }))
  beforeEach(() => {
    logger = recordingLogger()
    defaultPath = OPTION_PATH
    caFileOf = caFileReader({
      nodeRoot: root,
      defaultPath: () => defaultPath,
      bundleOrder: "strict",
      logger,
    })
  })
  const place = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  const usable = async (caFilePath: string | null = null) => {
    const file = await caFileOf(testProfile({ caFilePath }))
    if (!file.isUsable) throw file.fault
    return file
  }

  it("is the profile's own parameter before the MCP's option", async () => {
    await place(TENANT_PATH, pki.bundle)
    await place("c/keystore/ca_cert.pem", pki.root.pem)
    expect((await usable(TENANT_PATH)).certificates).toHaveLength(2)
    expect((await usable(null)).certificates).toHaveLength(1)
  })

  it("is read anew when the file was replaced", async () => {
    await place("c/keystore/ca_cert.pem", pki.root.pem)
    const first = await usable()
    await place("c/keystore/ca_cert.pem", pki.bundle)
    const second = await usable()
    expect(second.certificates).toHaveLength(2)
    expect(second.sha256).not.toBe(first.sha256)
  })

  it.each([
    ["is missing", "/nowhere/ca.pem", "ERR_MCP_CA_FILE_UNREADABLE"],
    ["is another tenant's", "/genesys/mcp/certificates/Acme/ca.pem", "ERR_MCP_PATH_REFUSED"],
    ["leaves the node's root", "/../../etc/ssl/ca.pem", "ERR_MCP_PATH_REFUSED"],
  ])("is unusable, with the reason, when it %s", async (_case, caFilePath, code) => {
    const file = await caFileOf(testProfile({ caFilePath }))
    expect(file).toMatchObject({ isUsable: false, fault: { code } })
  })

  it("is unusable when none is set at all", async () => {
    defaultPath = null
    expect(await caFileOf(testProfile())).toMatchObject({
      isUsable: false,
      path: null,
      fault: { code: "ERR_MCP_CA_FILE_NOT_SET" },
    })
  })

  it.each([
    ["empty", () => ""],
    ["too large", () => "x".repeat(1_048_577)],
  ])("is unusable when the file is %s", async (_case, text) => {
    await place("bad.pem", text())
    expect(await caFileOf(testProfile({ caFilePath: "/bad.pem" }))).toMatchObject({
      isUsable: false,
      fault: { code: "ERR_MCP_CA_FILE_UNREADABLE" },
    })
  })

  it("is unusable as a whole when its bundle is out of order", async () => {
    await place("bad.pem", `${pki.root.pem.trim()}\n${pki.intermediate.pem.trim()}\n`)
    expect(await caFileOf(testProfile({ caFilePath: "/bad.pem" }))).toMatchObject({
      isUsable: false,
      fault: { code: "ERR_X509_BUNDLE_ORDER" },
    })
  })

  it("warns once about text that does not belong into the bundle, and works", async () => {
    await place("notes.pem", `Certificate:\n    Data:\n${pki.bundle}`)
    await usable("/notes.pem")
    await usable("/notes.pem")
    expect(logger.lines.filter(({ level }) => level === "warn")).toHaveLength(1)
  })
})

import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DEFAULT_CONTACT_CENTER_ID } from "@gir/contracts"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { readRwsConfig } from "../src/app.ts"

let folder: string
let required: Record<string, string>

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "gir-rws-config-"))
  required = {
    GIR_SERVICE_TOKEN_FILE: secret("token", "service-token-of-the-tests"),
    GIR_DATABASE_URL: "postgresql://gir@127.0.0.1:5432/gir",
    GIR_STORAGE_DESTINATION: "file:///recordings",
  }
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function secret(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text, { mode: 0o600 })
  return path
}

describe("the settings of rws", () => {
  it("need a database, a Storage Destination and a service token, and name all that is missing", () => {
    expect(() => readRwsConfig({})).toThrowError(
      /GIR_DATABASE_URL.*GIR_STORAGE_DESTINATION.*GIR_SERVICE_TOKEN_FILE/s,
    )
  })

  it("default to the guide's operator, one global location and the classic envelope", () => {
    expect(readRwsConfig(required)).toMatchObject({
      host: "127.0.0.1",
      contactCenterId: DEFAULT_CONTACT_CENTER_ID,
      nodePath: "/",
      ops: { userName: "ops", password: "ops" },
      envelopeProfile: "classic",
    })
  })

  it.each(["127.0.0.1", "127.0.0.2", "::1", "localhost"])("know ops:ops on %s", (GIR_HOST) => {
    expect(readRwsConfig({ ...required, GIR_HOST }).ops).not.toBeNull()
  })

  it.each(["0.0.0.0", "::", "10.0.0.7", "127.example.org"])("do not on %s", (GIR_HOST) => {
    expect(readRwsConfig({ ...required, GIR_HOST }).ops).toBeNull()
  })

  it("open the ops door on any interface with a password of its own", () => {
    const GIR_RWS_OPS_PASSWORD_FILE = secret("ops", "long and secret\n")
    const config = readRwsConfig({
      ...required,
      GIR_HOST: "0.0.0.0",
      GIR_RWS_OPS_USER: "operator",
      GIR_RWS_OPS_PASSWORD_FILE,
    })
    expect(config.ops).toEqual({ userName: "operator", password: "long and secret" })
  })

  it("normalise node path and contact center id", () => {
    const config = readRwsConfig({
      ...required,
      GIR_RWS_NODE_PATH: "/US/AK/",
      GIR_RWS_CONTACT_CENTER_ID: "AB-CD",
    })
    expect(config).toMatchObject({ nodePath: "/US/AK", contactCenterId: "abcd" })
  })

  it.each([
    { GIR_RWS_NODE_PATH: "US" },
    { GIR_RWS_CONTACT_CENTER_ID: "environment" },
    { GIR_RWS_ENVELOPE_PROFILE: "baroque" },
    { GIR_RWS_MAX_SCREEN_BYTES: "0" },
  ])("refuse %o by name", (wrong) => {
    const [name] = Object.keys(wrong)
    expect(() => readRwsConfig({ ...required, ...wrong })).toThrowError(name)
  })
})

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { isGirError } from "@gir/errors"
import { commonConfig, configReader } from "../src/index.ts"

const folder = mkdtempSync(join(tmpdir(), "gir-config-"))
afterAll(() => rmSync(folder, { recursive: true }))

function secretFile(name: string, content: string, mode = 0o600): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  chmodSync(path, mode)
  return path
}

function problemsOf(read: () => void): string[] {
  try {
    read()
  } catch (error) {
    if (isGirError(error, "ERR_CONFIG_INVALID")) return error.fields["problems"] as string[]
    throw error
  }
  return []
}

const token = secretFile("token", "0123456789abcdef0123456789abcdef\n")

describe("settings", () => {
  it("name every problem at once", () => {
    const reader = configReader({ GIR_A: "x", GIR_URL: "ftp://host", GIR_MODE: "fats" })
    reader.integer("GIR_A", { min: 1, max: 9 })
    reader.url("GIR_URL")
    reader.choice("GIR_MODE", ["fast", "slow"])
    reader.text("GIR_MISSING")
    expect(problemsOf(() => reader.done())).toEqual([
      "GIR_A must be a whole number from 1 to 9",
      "GIR_URL must be an address such as http://127.0.0.1:8080",
      "GIR_MODE must be one of fast, slow",
      "GIR_MISSING is not set",
    ])
  })

  it("take defaults, treat empty as not set, and drop the slash at an address's end", () => {
    const reader = configReader({ GIR_EMPTY: " ", GIR_URL: "http://127.0.0.1:8080/rcs/" })
    expect(reader.text("GIR_EMPTY", "fallback")).toBe("fallback")
    expect(reader.integer("GIR_NUMBER", { default: 5 })).toBe(5)
    expect(reader.optionalText("GIR_NOTHING")).toBeNull()
    expect(reader.url("GIR_URL")).toBe("http://127.0.0.1:8080/rcs")
    expect(reader.boolean("GIR_FLAG", true)).toBe(true)
    expect(problemsOf(() => reader.done())).toEqual([])
  })

  it.each(["1.5", "1e3", "0x10", "12345678901234567890", "-1"])(
    "refuse %s as a whole number",
    (given) => {
      const reader = configReader({ GIR_N: given })
      reader.integer("GIR_N")
      expect(problemsOf(() => reader.done())).toHaveLength(1)
    },
  )
})

describe("secret files", () => {
  it("are read without the line end", () => {
    const reader = configReader({ GIR_X_FILE: token })
    expect(reader.secretFile("GIR_X")).toBe("0123456789abcdef0123456789abcdef")
    expect(problemsOf(() => reader.done())).toEqual([])
  })

  it.each([
    ["can be read by others", secretFile("wide", "abc", 0o640), "chmod 600"],
    ["is empty", secretFile("empty", "\n"), "is empty"],
    ["is missing", join(folder, "nowhere"), "cannot be read (ENOENT)"],
    ["is a folder", folder, "is not a file"],
  ])("are refused, with one problem, when the file %s", (_what, path, expected) => {
    const reader = configReader({ GIR_X_FILE: path })
    reader.secretFile("GIR_X")
    const problems = problemsOf(() => reader.done())
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(expected)
  })

  it("never show their content in a problem", () => {
    const reader = configReader({ GIR_DATABASE_URL: "mysql://gir:hush@host/gir" })
    commonConfig(reader, "rws", ["databaseUrl"])
    const problems = problemsOf(() => reader.done()).join()
    expect(problems).toContain("GIR_DATABASE_URL must begin with postgres")
    expect(problems).not.toContain("hush")
  })
})

describe("what services have in common", () => {
  it("listen on the loopback interface and any free port unless told otherwise", () => {
    const reader = configReader({ GIR_SERVICE_TOKEN_FILE: token })
    const config = commonConfig(reader, "muxer")
    reader.done()
    expect(config).toMatchObject({ host: "127.0.0.1", port: 0, nodeName: "muxer", redisUrl: null })
  })

  it("take the credentials of a Storage Destination from a file, and from nowhere else", () => {
    const file = secretFile("storage", "a name\na secret\n")
    const reader = configReader({
      GIR_SERVICE_TOKEN_FILE: token,
      GIR_STORAGE_ENDPOINT: "http://s3.example:9000/",
      GIR_STORAGE_REGION: "eu-central-1",
      GIR_STORAGE_CREDENTIALS_FILE: file,
    })
    expect(commonConfig(reader, "mcp").storageAccess).toEqual({
      endpoint: "http://s3.example:9000",
      region: "eu-central-1",
      credentials: "a name\na secret",
    })
    const inTheOpen = configReader({ GIR_STORAGE_CREDENTIALS: "a name\na secret" })
    expect(commonConfig(inTheOpen, "mcp").storageAccess.credentials).toBeNull()
  })

  it("ask only for the optional settings that the service needs", () => {
    const reader = configReader({ GIR_SERVICE_TOKEN_FILE: token })
    commonConfig(reader, "rcs", ["databaseUrl", "rwsUrl"])
    expect(problemsOf(() => reader.done())).toEqual([
      "GIR_DATABASE_URL is not set",
      "GIR_RWS_URL is not set",
    ])
  })

  it("refuse a token that could be guessed", () => {
    const reader = configReader({ GIR_SERVICE_TOKEN_FILE: secretFile("short", "abc") })
    commonConfig(reader, "rcs")
    expect(problemsOf(() => reader.done())).toHaveLength(1)
  })
})

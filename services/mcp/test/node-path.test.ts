import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { resolveNodePath } from "../src/node-path.ts"

describe("a path of the guide in the node's root", () => {
  let base: string
  let root: string
  const resolve = (path: string, tenant = "Environment") =>
    resolveNodePath(path, { nodeRoot: root, tenant })

  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), "gir-node-path-"))
    root = join(base, "mcp-1")
    await mkdir(join(root, "genesys/mcp/certificates/Acme"), { recursive: true })
    await writeFile(join(root, "genesys/mcp/certificates/Acme/ca.pem"), "x")
    await writeFile(join(base, "outside.pem"), "x")
    await symlink(join(base, "outside.pem"), join(root, "link.pem"))
    await symlink(base, join(root, "up"))
    await symlink(join(root, "genesys/mcp/certificates/Acme/ca.pem"), join(root, "innocent.pem"))
  })
  afterAll(() => rm(base, { recursive: true }))

  it.each([
    ["/genesys/mcp/certificates/Environment/ca.pem", "genesys/mcp/certificates/Environment/ca.pem"],
    ["c:\\keystore\\ca_cert.pem", "c/keystore/ca_cert.pem"],
    ["C:/keystore/ca_cert.pem", "c/keystore/ca_cert.pem"],
    ["ca_cert.pem", "ca_cert.pem"],
    ["/genesys//mcp/./ca.pem", "genesys/mcp/ca.pem"],
  ])("finds %s below the root", (path, expected) => {
    expect(resolve(path)).toBe(join(root, expected))
  })

  it.each(["../ca.pem", "/link.pem", "/up/new-folder/ca.pem"])(
    "refuses %j, which leaves the root",
    (path) => {
      expect(() => resolve(path)).toThrow(expect.objectContaining({ code: "ERR_MCP_PATH_REFUSED" }))
    },
  )

  it.each([
    "/genesys/mcp/certificates/Acme/ca.pem",
    "c:\\genesys\\mcp\\certificates\\Acme\\ca.pem",
    "/GENESYS/MCP/certificates/Acme/ca.pem",
    "/innocent.pem",
  ])("refuses %s to another tenant than Acme", (path) => {
    expect(() => resolve(path, "Environment")).toThrow(
      expect.objectContaining({ code: "ERR_MCP_PATH_REFUSED" }),
    )
    expect(resolve(path, "Acme")).toContain(root)
  })
})

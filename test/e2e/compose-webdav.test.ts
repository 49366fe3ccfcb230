import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { configReader, commonConfig } from "@gir/service-kit"
import { openStorageDestination } from "@gir/storage"
import { noFaults } from "@gir/sim"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { parse } from "yaml"
import { isInstalled } from "../harness/optional-part.ts"
import { runGir } from "../harness/run-gir.ts"
import { tempFolder } from "../harness/temp-folder.ts"

interface Override {
  readonly services: Readonly<
    Record<string, { readonly environment?: Record<string, string>; readonly command?: string[] }>
  >
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
  readonly configs: { readonly webdav: { readonly content: string } }
}

const read = (name: string) =>
  parse(readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), "utf8"), {
    merge: true,
  }) as Override
const APACHE = "apache2"
const override = read("shared/storage/docker-compose.webdav.yml")
const base = read("docker-compose.yml")

describe("docker-compose.webdav.yml", () => {
  let folder: Awaited<ReturnType<typeof tempFolder>>
  beforeAll(async () => {
    folder = await tempFolder()
    const run = await runGir(["secrets", "--out", ".gir/compose"], { folder: folder.path })
    expect(run.exitCode, run.stderr).toBe(0)
  })
  afterAll(() => folder.remove())

  it("moves every service that stores, and none besides", () => {
    const moved = Object.keys(override.services).filter((name) => name !== "webdav")
    expect(moved.toSorted()).toEqual(["mcp", "muxer", "recording-processor", "rws"])
    expect(Object.keys(base.services)).toEqual(expect.arrayContaining(moved))
  })

  it("gives them an address and credentials that the adapter accepts", () => {
    const file = join(folder.path, override.secrets["storage-credentials"]?.file ?? "")
    const reader = configReader({
      ...override.services["mcp"]?.environment,
      GIR_STORAGE_CREDENTIALS_FILE: file,
    })
    const { storageDestination, storageAccess } = commonConfig(reader, "mcp")
    expect(storageAccess.credentials).toMatch(/^gir\n[\w-]{32}$/)
    const open = () => openStorageDestination(storageDestination ?? "", noFaults, storageAccess)
    expect(open).not.toThrow()
  })

  const isHere = isInstalled(APACHE, { suite: "the WebDAV server of compose", probe: "-v" })

  it.skipIf(!isHere)("has a configuration that the server accepts", async () => {
    // Debian builds what the image loads as a module into the program.
    const text = override.configs.webdav.content
      .replace(/^LoadModule unixd_module .*\n/m, "")
      .replaceAll(" modules/", " /usr/lib/apache2/modules/")
      .replaceAll("/srv/dav", folder.path)
    const file = join(folder.path, "webdav.conf")
    await writeFile(file, text)
    const run = spawnSync(APACHE, ["-t", "-f", file], { encoding: "utf8" })
    expect(run.stderr).toContain("Syntax OK")
    expect(run.status).toBe(0)
  })
})

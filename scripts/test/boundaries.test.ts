import { spawnSync } from "node:child_process"
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"

const CHECKOUT = fileURLToPath(new URL("../../", import.meta.url))
const copy = mkdtempSync(join(tmpdir(), "gir-boundaries-"))

beforeAll(() => copyWalls())
afterAll(() => rmSync(copy, { recursive: true }))

/** Everything that turbo reads of the checkout: manifests, rules and sources. */
function copyWalls(): void {
  for (const file of ["package.json", "package-lock.json", "turbo.json"]) copyIn(file)
  for (const folder of ["shared", "services"]) {
    for (const name of readdirSync(join(CHECKOUT, folder))) copyPackage(`${folder}/${name}`)
  }
  copyPackage("test")
  symlinkSync(join(CHECKOUT, "node_modules"), join(copy, "node_modules"))
}

function copyPackage(path: string): void {
  for (const part of ["package.json", "turbo.json", "src"]) copyIn(`${path}/${part}`)
}

function copyIn(path: string): void {
  if (!existsSync(join(CHECKOUT, path))) return
  cpSync(join(CHECKOUT, path), join(copy, path), { recursive: true })
}

function boundaries(): { readonly status: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync(
    join(CHECKOUT, "node_modules", ".bin", "turbo"),
    ["boundaries"],
    {
      cwd: copy,
      encoding: "utf8",
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", NO_COLOR: "1" },
    },
  )
  return { status, text: squeeze(stdout + stderr) }
}

/** Without spaces: turbo breaks its messages into lines wherever it likes, with a bar before each. */
function squeeze(text: string): string {
  return text.replaceAll(/\n +\|/g, "").replaceAll(/\s/g, "")
}

interface Violation {
  readonly what: string
  /** Package that breaks the rule. */
  readonly into: string
  readonly source: string
  /** Dependency that is declared as well, so that only the rules are left to refuse it. */
  readonly declared?: string
  /** What turbo says; default: that the declared package is not on the list. */
  readonly message?: string
}

const VIOLATIONS: readonly Violation[] = [
  {
    what: "a service that imports a service",
    into: "services/mcp",
    source: 'import { buildRws } from "@gir/rws"\nexport const planted = buildRws\n',
    declared: "@gir/rws",
  },
  {
    what: "a service that imports no more than a service's types",
    into: "services/gax",
    source: 'import type { RcsConfig } from "@gir/rcs"\nexport type Planted = RcsConfig\n',
    declared: "@gir/rcs",
  },
  {
    what: "a recorder that imports what opens recordings",
    into: "services/mcp",
    source:
      'import { openEnvelope } from "@gir/cms-decrypt"\nexport const planted = openEnvelope\n',
    declared: "@gir/cms-decrypt",
  },
  {
    what: "a shared package that lets decryption in by the back door",
    into: "shared/media",
    source:
      'import { openEnvelope } from "@gir/cms-decrypt"\nexport const planted = openEnvelope\n',
    declared: "@gir/cms-decrypt",
  },
  {
    what: "a shared package that imports a service",
    into: "shared/queue",
    source: 'import { buildRws } from "@gir/rws"\nexport const planted = buildRws\n',
    declared: "@gir/rws",
  },
  {
    what: "a package that is imported and not declared",
    into: "services/gax",
    source: 'import forge from "node-forge"\nexport const planted = forge\n',
    message: "cannot import package `node-forge` because it is not a dependency",
  },
  {
    what: "a path that leads out of the package",
    into: "services/rws",
    source: 'import { buildMcp } from "../../mcp/src/app.ts"\nexport const planted = buildMcp\n',
    message: "leaves the package",
  },
]

/** @returns what takes it away again. */
function plant({ into, source, declared }: Violation): () => void {
  const planted = join(copy, into, "src", "planted.ts")
  const file = join(copy, into, "package.json")
  const before = readFileSync(file, "utf8")
  writeFileSync(planted, source)
  if (declared !== undefined) {
    const manifest = JSON.parse(before) as { dependencies: object }
    manifest.dependencies = { ...manifest.dependencies, [declared]: "*" }
    writeFileSync(file, JSON.stringify(manifest, null, 2))
  }
  return () => {
    rmSync(planted)
    writeFileSync(file, before)
  }
}

function notAllowed({ into, declared }: Violation): string {
  const importer = into.replace(/^\w+\//, "@gir/")
  return `Package \`${declared}\` found without any tag listed in allowlist for \`${importer}\``
}

describe("turbo boundaries", () => {
  it("finds nothing in the tree as it is", () => {
    const { status, text } = boundaries()
    expect(text).toMatch(/Checked\d{3,}filesin\d{2}packages,noissuesfound/)
    expect(status).toBe(0)
  })

  it.each(VIOLATIONS)("refuses $what", (violation) => {
    onTestFinished(plant(violation))
    const { status, text } = boundaries()
    expect(text).toContain(squeeze(violation.message ?? notAllowed(violation)))
    expect(text).not.toContain("noissuesfound")
    expect(status).toBe(1)
  })

  it("has a rule for every package, so that none is left without walls", () => {
    const { boundaries: rules } = JSON.parse(
      readFileSync(join(CHECKOUT, "turbo.json"), "utf8"),
    ) as { boundaries: { tags: Record<string, object> } }
    const packages = ["shared", "services"].flatMap((folder) =>
      readdirSync(join(copy, folder))
        .map((name) => `${folder}/${name}`)
        .filter((path) => existsSync(join(copy, path, "package.json"))),
    )
    for (const path of packages) {
      const file = join(copy, path, "turbo.json")
      const { tags } = JSON.parse(readFileSync(file, "utf8")) as { tags: string[] }
      const tag = path.replace(/^\w+\//, "")
      expect(tags, path).toEqual([tag])
      expect(Object.keys(rules.tags), path).toContain(tag)
    }
  })
})

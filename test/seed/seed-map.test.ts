import { existsSync, readdirSync, readFileSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { SEED_MAP } from "./seed-map.ts"

const pathOf = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url))

/** `basis: [D, …]`: the guide says so. */
function isDocumented(yaml: string): boolean {
  const { basis } = parse(yaml) as { readonly basis: readonly string[] }
  return basis.includes("D")
}

describe("the seed map", () => {
  it("has one row for each statement", () => {
    const statements = SEED_MAP.map(({ statement }) => statement)
    expect(new Set(statements).size).toBe(statements.length)
    expect(statements.filter((statement) => statement.trim() !== statement)).toEqual([])
  })

  it.each(SEED_MAP)("leads to a room and a test: $statement", async ({ room, test, scenario }) => {
    expect(existsSync(pathOf(room)), room).toBe(true)
    expect(room).toMatch(/^(shared|services)\/[a-z0-9-]+\/src\//)
    expect(test).toMatch(/\.test\.ts$/)
    expect(await readFile(pathOf(test), "utf8"), test).toMatch(/^ *(it|describe)\b/m)
    if (scenario === undefined) return
    expect(scenario).toMatch(/^services\/simulator\/scenarios\/.+\.yaml$/)
    expect(existsSync(pathOf(scenario)), scenario).toBe(true)
  })

  it("names every scenario that rests on the guide's words", () => {
    const folder = "services/simulator/scenarios"
    const documented = readdirSync(pathOf(folder))
      .filter((name) => name.endsWith(".yaml"))
      .filter((name) => isDocumented(readFileSync(pathOf(`${folder}/${name}`), "utf8")))
      .map((name) => `${folder}/${name}`)
    const named = new Set(SEED_MAP.map(({ scenario }) => scenario))
    expect(documented.filter((path) => !named.has(path))).toEqual([])
  })
})

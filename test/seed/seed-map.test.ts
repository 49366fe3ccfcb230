import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { SEED_MAP } from "./seed-map.ts"

const pathOf = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url))

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
    if (scenario !== undefined) expect(existsSync(pathOf(scenario)), scenario).toBe(true)
  })
})

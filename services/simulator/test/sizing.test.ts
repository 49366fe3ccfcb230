import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { readPipelineBench } from "../src/load/sizing/measured-costs.ts"
import { sizeSite } from "../src/load/sizing/size-site.ts"
import { sizingLines } from "../src/load/sizing/sizing-text.ts"

const FIGURES = {
  backend: "redis",
  audioSeconds: 60,
  objectBytes: 1_000_000,
  commitsPerRecording: 12,
  processorMs: { mcp: 20, rws: 5 },
}
const BENCH = {
  schema: "gir.bench-pipeline/1",
  at: "2026-01-01T00:00:00.000Z",
  machine: { cores: 2, model: "a processor", node: "v20" },
  options: { small: false },
  figures: [FIGURES],
} as const
const DEMAND = { callsPerHour: 36_000, callSeconds: 120, retentionDays: 10, utilisation: 0.5 }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gir-sizing-"))
})
afterAll(() => rm(folder, { recursive: true }))

async function written(document: unknown): Promise<string> {
  const path = join(folder, "pipeline.json")
  await writeFile(path, typeof document === "string" ? document : JSON.stringify(document))
  return path
}

describe("sizeSite", () => {
  it("multiplies what one recording cost by the calls of a second", () => {
    const size = sizeSite(DEMAND, FIGURES)
    expect(size.services).toEqual([
      { service: "mcp", msPerCall: 40, busyCores: 0.4, cores: 1 },
      { service: "rws", msPerCall: 10, busyCores: 0.1, cores: 1 },
    ])
    expect(size).toMatchObject({ callsPerSecond: 10, concurrentCalls: 1_200, cores: 1 })
    // 36,000 calls an hour, 24 hours, of 2 MB each.
    expect(size.storageBytesPerDay).toBe(1.728e12)
    expect(size.storageBytes).toBe(1.728e13)
    expect(size.transactionsPerSecond).toBe(120)
  })

  it("takes a short call for no cheaper than the one that was measured, but for smaller", () => {
    const size = sizeSite({ ...DEMAND, callSeconds: 6 }, FIGURES)
    expect(size.services[0]?.msPerCall).toBe(20)
    expect(size.storageBytesPerDay).toBe(8.64e10)
  })

  it("asks for more cores where less of each may be used", () => {
    const many = { ...DEMAND, callsPerHour: 3_600_000 }
    const cores = [1, 0.5, 0.25].map(
      (utilisation) => sizeSite({ ...many, utilisation }, FIGURES).cores,
    )
    expect(cores).toEqual([50, 100, 200])
  })
})

describe("the figures", () => {
  it("are those of the bench's file, and the page names their machine", async () => {
    const bench = await readPipelineBench(await written(BENCH))
    const sizes = bench.figures.map((figures) => sizeSite(DEMAND, figures))
    const text = sizingLines({ bench, demand: DEMAND, sizes }).join("\n")
    expect(text).toContain("2026-01-01T00:00:00.000Z on 2 cores (a processor)")
    expect(text).toContain("17,300 GB in 10 days")
    expect(text).toContain("Another machine's")
  })

  it.each([
    ["another bench", { ...BENCH, schema: "gir.bench-stall/1" }],
    ["a small run", { ...BENCH, options: { small: true } }],
    ["a bench that was cut short", { ...BENCH, figures: [] }],
    ["figures without a cost", { ...BENCH, figures: [{ ...FIGURES, processorMs: { mcp: "20" } }] }],
    ["no JSON", "{"],
  ])("are not taken from %s", async (_what, document) => {
    await expect(readPipelineBench(await written(document))).rejects.toMatchObject({
      code: "ERR_CLI_INPUT_UNREADABLE",
      next: expect.stringContaining("npm run bench -- pipeline") as string,
    })
  })

  it("are asked for, with the command that measures them, when nothing was measured", async () => {
    await expect(readPipelineBench(join(folder, "none.json"))).rejects.toThrow(
      "nothing was measured",
    )
  })
})

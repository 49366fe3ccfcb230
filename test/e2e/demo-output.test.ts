import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { runGir, type GirRun } from "../harness/run-gir.ts"
import { makeSound } from "../harness/sound.ts"
import { tempFolder } from "../harness/temp-folder.ts"

const ESCAPE = String.fromCodePoint(27)
const MOST_COLUMNS = 100

describe("the demo in a pipe, with LC_ALL=C and a variable that asks for colour", () => {
  let folder: { path: string; remove: () => Promise<void> }
  let run: GirRun

  beforeAll(async () => {
    folder = await tempFolder()
    const sound = { encoding: "mulaw", channels: 2, sampleRate: 8_000, frames: 8_000 } as const
    await writeFile(join(folder.path, "call.wav"), makeSound(sound).wav)
    run = await runGir(["demo", "--audio", "call.wav"], {
      folder: folder.path,
      env: { LC_ALL: "C", FORCE_COLOR: "1" },
    })
  }, 120_000)

  afterAll(() => folder.remove())

  it("says how it went, step by step, with the verdict at the end", () => {
    expect(run.exitCode).toBe(0)
    expect(run.stderr).toBe("")
    const lines = run.stdout.trimEnd().split("\n")
    expect(lines[0]).toMatch(/^gir demo: GIR simulator \S+, not for production, seed 20260101/)
    expect(lines.filter((line) => /^ +\d+\.\ds {2}ok {7}\S/.test(line))).toHaveLength(6)
    expect(lines.filter((line) => line.startsWith("group="))).toHaveLength(5)
    expect(lines.slice(-3)).toEqual([
      "held: 97 of 97 expectations; plays 90, fails 6 (expected), refused 1 (expected)",
      "report: .gir/reports/demo-20260101.html",
      "next: npm start",
    ])
  })

  it("writes no escape code, and no line that wraps", () => {
    expect(run.stdout).not.toContain(ESCAPE)
    const tooLong = run.stdout.split("\n").filter((line) => line.length > MOST_COLUMNS)
    expect(tooLong).toEqual([])
  })

  it("writes ASCII only", () => {
    expect(run.stdout).toMatch(/^\p{ASCII}*$/u)
  })
})

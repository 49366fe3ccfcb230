import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { LoadDocument } from "../../src/load/report/load-document.ts"
import { runCommand } from "../run-command.ts"
import { wanderingLoad } from "./wandering-load.ts"

describe("gir load compare", () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "gir-compare-"))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const compare = (...args: readonly string[]) =>
    runCommand(["load", "compare", ...args], { folder, now: new Date(0) })

  const write = (name: string, text: string) => writeFile(join(folder, name), text)

  /** @returns what comes of comparing two documents, the first of which may be any text. */
  async function compared(a: LoadDocument | string, b: LoadDocument, ...args: readonly string[]) {
    await write("a.json", typeof a === "string" ? a : JSON.stringify(a))
    await write("b.json", JSON.stringify(b))
    return compare("a.json", "b.json", ...args)
  }

  it("names both values, their windows and what the difference is, and exits 1 when slower", async () => {
    const run = await compared(wanderingLoad(1, 0), wanderingLoad(2, 20))
    expect(run.exitCode).toBe(1)
    expect(run.stdout).toMatch(
      /FAIL +record_durable +p50 +12 +[\d.]+ -> [\d.]+ ms +\+[\d.]+ ms \([\d.]+ to [\d.]+\) +slower/,
    )
    expect(run.stdout).toContain("Difference: median of the paired windows")
    expect(run.stdout).toContain("Broken: 3 of 3 slower")
  })

  it("exits 0 when nothing is slower", async () => {
    const run = await compared(wanderingLoad(1, 20), wanderingLoad(2, 0))
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toContain("Held: none of 3 slower")
  })

  it("proves nothing by too few windows, although one run is far slower", async () => {
    const loads = [wanderingLoad(1, 0, 25), wanderingLoad(2, 500, 25)] as const
    const run = await compared(...loads)
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toMatch(/\? +record_durable +p50 +5 .* too few to tell\n/)
    expect(run.stdout).not.toMatch(/slower|no change/)
    expect(run.stdout).toContain("Not proved: none of 3 could be told; a longer run")
    const json = await compared(...loads, "--json")
    expect(JSON.parse(json.stdout)).toMatchObject({ verdict: "notProved", exitCode: 0 })
  })

  it("proves nothing of a latency that only one run has", async () => {
    const load = wanderingLoad(1, 0)
    const { record_durable = null } = load.latencies
    if (record_durable === null) throw new Error("the sample has no latency")
    const latencies = { record_durable, mux_done: record_durable }
    const run = await compared({ ...load, latencies }, load)
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toContain("? mux_done: no 5 s have 10 in both runs\n")
    expect(run.stdout).toContain("Not proved: not compared: mux_done;")
  })

  it.each([
    ["nothing else", '{"schema":"gir.load/1"}', /whole load report: .*required.*profile/],
    ["a latency that is a word", latency('["x",-1]'), /values\/0\/0 must be number/],
    ["a latency below nothing", latency("[-1,1]"), /values\/0\/0 must be >= 0/],
    ["a latency of years", latency("[1e12,1]"), /values\/0\/0 must be <= /],
    ["a latency that is no number", latency("[null,1]"), /values\/0\/0 must be number/],
    ["a number that JSON has not", latency("[NaN,1]"), /it is no load report/],
    ["half a call", latency("[1,0.5]"), /values\/0\/1 must be integer/],
    ["a document that is null", "null", /it is no load report/],
    ["another document", '{"schema":"gir.loads/1"}', /it is no load report/],
  ])("refuses a report with %s", async (_, text, message) => {
    const run = await compared(text, wanderingLoad(1, 0))
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain("error[ERR_CLI_FILE_INVALID]")
    expect(run.stderr).toMatch(message)
    expect(run.stderr).toContain("--> a.json")
    expect(run.stderr).toMatch(/next: .*npx gir load run PROFILE --report DIR/)
  })

  it("says that there is no report in a folder, or no folder, and how to make one", async () => {
    await mkdir(join(folder, "empty"))
    await write("b.json", JSON.stringify(wanderingLoad(1, 0)))
    for (const name of ["empty", "nowhere", "b.json/a"]) {
      const run = await compare(name, "b.json")
      expect(run.exitCode).toBe(2)
      expect(run.stderr).toContain("error[ERR_CLI_INPUT_UNREADABLE]: there is no load report")
      expect(run.stderr).toContain(`--> ${name}\n`)
      expect(run.stderr).toContain("next: Make one: npx gir load run PROFILE --report DIR")
    }
  })

  it("refuses runs that have nothing to compare", async () => {
    const load = wanderingLoad(1, 0)
    const without = await compared({ ...load, latencies: {} }, load)
    expect(without.exitCode).toBe(2)
    expect(without.stderr).toContain("nothing to compare: no 5 s have 10 latencies in both runs")
    expect(without.stderr).toContain("--> a.json, b.json")
    const idle = await compared({ ...load, calls: { ...load.calls, offered: 0 } }, load)
    expect(idle.exitCode).toBe(2)
    expect(idle.stderr).toContain("nothing to compare: the run offered no calls")
    expect(idle.stderr).toContain("--> a.json\n")
  })

  const load = wanderingLoad(1, 0)
  it.each([
    ["seed", { profile: { ...load.profile, seed: 8 } }, "seed: 8 and 7"],
    [
      "stages",
      { profile: { ...load.profile, description: "5 calls/s, 40 s · seed 7" } },
      "stages: 5 calls/s, 40 s and a sample",
    ],
    ["schedule", { seconds: load.seconds.slice(0, 50) }, "offered in second 50: 0 and 20"],
  ])("refuses runs of another %s, and names it", async (_, more, message) => {
    const run = await compared({ ...load, ...more }, load)
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain("error[ERR_CLI_USAGE]: the runs had different loads")
    expect(run.stderr).toContain(message)
    expect(run.stderr).toContain("--> a.json, b.json")
  })
})

/** A report with one latency and how often it came. */
function latency(value: string): string {
  const text = JSON.stringify({ ...wanderingLoad(1, 0), latencies: "HERE" })
  return text.replace('"HERE"', `{"record_durable":{"seconds":[{"second":0,"values":[${value}]}]}}`)
}

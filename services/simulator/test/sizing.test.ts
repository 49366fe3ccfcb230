import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { readRecordingCosts } from "../src/load/sizing/measured-costs.ts"
import { sizeSite, type SiteCosts, type SiteDemand } from "../src/load/sizing/size-site.ts"
import { runCommand } from "./run-command.ts"

const RECORDING = {
  backend: "postgresql",
  audioSeconds: 60,
  objectBytes: 1_000_000,
  commitsPerRecording: 12,
  filesPerSecond: 500,
  processorMs: { mcp: 20, rws: 5 },
}
const PLAYBACK = { keyBits: 2_048, recordingBytes: 500_000, processorMs: { rcs: 10, rws: 1 } }
const MUX = { audioSeconds: 30, processorMs: { muxer: 300, rcs: 15 } }
const COSTS: SiteCosts = { recording: RECORDING, playback: PLAYBACK, mux: MUX }
const RECORDING_ONLY: SiteCosts = { recording: RECORDING, playback: null, mux: null }

const DEMAND: SiteDemand = {
  callsPerHour: 36_000,
  callSeconds: 120,
  retentionDays: 10,
  playbacksPerHour: 0,
  keyBits: 2_048,
  muxesPerHour: 0,
  muxBytes: null,
  utilisation: 0.5,
}

describe("sizeSite", () => {
  it("multiplies what one recording cost by the calls of a second", () => {
    const size = sizeSite(DEMAND, RECORDING_ONLY)
    const unknown = { msPerPlayback: null, msPerMux: null }
    expect(size.services).toEqual([
      { service: "mcp", msPerCall: 40, ...unknown, busyCores: 0.4, cores: 1 },
      { service: "rws", msPerCall: 10, ...unknown, busyCores: 0.1, cores: 1 },
    ])
    expect(size).toMatchObject({ callsPerSecond: 10, concurrentCalls: 1_200, cores: 1 })
    // 36,000 calls an hour, 24 hours, of 2 MB each.
    expect(size.storageBytesPerDay).toBe(1.728e12)
    expect(size.storageBytes).toBe(1.728e13)
    expect(size.transactionsPerSecond).toBe(120)
  })

  it("takes a short call for no cheaper than the one that was measured, but for smaller", () => {
    const size = sizeSite({ ...DEMAND, callSeconds: 6 }, RECORDING_ONLY)
    expect(size.services[0]?.msPerCall).toBe(20)
    expect(size.storageBytesPerDay).toBe(8.64e10)
  })

  it("asks for more cores where less of each may be used", () => {
    const many = { ...DEMAND, callsPerHour: 3_600_000 }
    const cores = [1, 0.5, 0.25].map(
      (utilisation) => sizeSite({ ...many, utilisation }, RECORDING_ONLY).cores,
    )
    expect(cores).toEqual([50, 100, 200])
  })

  it("adds playbacks by the bytes that are played, and muxes by the length of the call", () => {
    const size = sizeSite({ ...DEMAND, playbacksPerHour: 7_200, muxesPerHour: 3_600 }, COSTS)
    // A call of 2 MB is four of those that were played; 120 s are four of those that were muxed.
    expect(size.timesLonger).toEqual({ recording: 2, playback: 4, mux: 4 })
    const busy = Object.fromEntries(size.services.map((one) => [one.service, one.busyCores]))
    expect(busy).toEqual({
      muxer: 1.2,
      mcp: 0.4,
      rcs: expect.closeTo(2 * 0.04 + 0.06) as number,
      rws: expect.closeTo(10 * 0.01 + 2 * 0.004) as number,
    })
    expect(size.services[0]).toEqual({
      service: "muxer",
      msPerCall: 0,
      msPerPlayback: 0,
      msPerMux: 1_200,
      busyCores: 1.2,
      cores: 3,
    })
  })

  it("stores screens and muxed files of the size that it is told", () => {
    const size = sizeSite({ ...DEMAND, muxesPerHour: 100, muxBytes: 5_000_000 }, COSTS)
    expect(size.storageBytesPerDay).toBe(24 * (36_000 * 2_000_000 + 100 * 5_000_000))
  })
})

describe("the bottleneck", () => {
  it.each([
    ["recorder", {}, RECORDING],
    ["rcs", { playbacksPerHour: 360_000 }, RECORDING],
    ["muxer", { muxesPerHour: 7_200 }, RECORDING],
    ["storage", {}, { ...RECORDING, filesPerSecond: 40 }],
    ["database", {}, { ...RECORDING, processorMs: { mcp: 20, postgres: 21 } }],
  ])("is the %s when that is full first", (part, more, recording) => {
    const { bottleneck } = sizeSite({ ...DEMAND, ...more }, { ...COSTS, recording })
    expect(bottleneck.part).toBe(part)
  })

  it("is full at as many calls as it says, and storage at as many files as were measured", () => {
    const slowDisk = { ...COSTS, recording: { ...RECORDING, filesPerSecond: 8 } }
    for (const costs of [COSTS, slowDisk]) {
      const mixed = { ...DEMAND, playbacksPerHour: 1_000, muxesPerHour: 500 }
      const { fullAtCallsPerHour } = sizeSite(mixed, costs).bottleneck
      const times = fullAtCallsPerHour / mixed.callsPerHour
      const full = { callsPerHour: fullAtCallsPerHour, playbacksPerHour: 1_000 * times }
      const atLimit = sizeSite({ ...mixed, ...full, muxesPerHour: 500 * times }, costs)
      expect(atLimit.bottleneck.used).toBeCloseTo(DEMAND.utilisation)
    }
  })
})

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gir-sizing-"))
})
afterEach(() => rm(folder, { recursive: true }))

const machine = { cores: 2, model: "a processor", node: "v20" }
const documentOf = (bench: string, day: number, figure: object) => ({
  schema: `gir.bench-${bench}/1`,
  at: `2026-01-0${day}T00:00:00.000Z`,
  machine,
  options: { small: false },
  figures: [figure],
})
const PIPELINE_BENCH = documentOf("pipeline", 1, RECORDING)
const PLAYBACK_BENCH = documentOf("playback", 2, PLAYBACK)
const SCALE_OUT_BENCH = documentOf("scale-out", 3, {
  one: { audioSeconds: { recording: 60, mux: 30 }, processorMsPerMux: MUX.processorMs },
})

const put = (file: string, document: unknown) =>
  writeFile(join(folder, file), typeof document === "string" ? document : JSON.stringify(document))
const FILES = "--from p.json --playback-from play.json --mux-from mux.json".split(" ")
const CALLS = "--calls-per-hour 36000 --length 120 --retention 10".split(" ")
const sizing = (...more: string[]) =>
  runCommand(["sizing", ...CALLS, ...FILES, ...more], { folder, now: new Date(0) })

describe("gir sizing", () => {
  beforeEach(() => put("p.json", PIPELINE_BENCH))

  it("names each measurement's date and machine, and marks every number", async () => {
    await put("play.json", PLAYBACK_BENCH)
    await put("mux.json", SCALE_OUT_BENCH)
    const work = "--playbacks-per-hour 7200 --muxes-per-hour 3600 --mux-megabytes 5".split(" ")
    const { stdout } = await sizing(...work)
    for (const day of [1, 2, 3]) {
      expect(stdout).toContain(`2026-01-0${day}T00:00:00.000Z on 2 cores (a processor), Node v20`)
    }
    expect(stdout).toMatch(/Service +Record 60 s +Play 500 KB +Mux 30 s +Busy cores +Cores at 60 %/)
    expect(stdout).toMatch(/\n +measured +measured +measured +computed +computed\n/)
    expect(stdout).toMatch(/\n +rcs +0.0 ms +10.0 ms +15.0 ms +0.140 +1\n/)
    expect(stdout).toContain("Bottleneck, of what is known: muxer 1.20 of a core (computed)")
    const [, below = ""] = stdout.split("Cores in all")
    const [numbers = ""] = below.split("\n\n")
    const unmarked = numbers.split("\n").filter((line) => /\d/.test(line) && !MARK.test(line))
    expect(unmarked).toEqual([])
  })

  it("leaves out what nobody measured, and says what it is and how to measure it", async () => {
    const asked = ["--playbacks-per-hour", "100", "--muxes-per-hour", "100"]
    const { stdout, exitCode } = await sizing(...asked, "--json")
    const answer = JSON.parse(stdout) as Answer
    expect({ exitCode, verdict: answer.verdict }).toEqual({ exitCode: 0, verdict: "notProved" })
    expect(answer.missing.map(({ figure, how }) => `${figure}: ${how}`)).toEqual([
      expect.stringMatching(/^rcs: .* RSA 2048: .*npm run bench -- playback$/),
      expect.stringMatching(/^muxer: .*npm run bench -- scale-out$/),
      expect.stringMatching(/^storage: .*--mux-megabytes$/),
      expect.stringMatching(/^screen-recorder, rws: .*gir load run/),
    ])
    expect(answer.sizes[0]?.services.map(({ service }) => service)).toEqual(["mcp", "rws"])
    const page = await sizing(...asked)
    expect(page.stdout).toContain("not measured, there is no mux.json: npm run bench -- scale-out")
    expect(page.stdout).toContain("? muxer: processor time of a mux")
  })

  it("takes playbacks with keys of another length for not measured", async () => {
    await put("play.json", PLAYBACK_BENCH)
    const asked = ["--playbacks-per-hour", "100", "--json"]
    const missing = async (...bits: string[]) =>
      (JSON.parse((await sizing(...asked, ...bits)).stdout) as Answer).missing
    expect(await missing()).toEqual([])
    expect(await missing("--key-bits", "4096")).toMatchObject([
      { figure: expect.stringContaining("RSA 4096") as string },
    ])
  })

  it("says that Redis is in no number when the bench did not count it", async () => {
    await put("p.json", documentOf("pipeline", 1, { ...RECORDING, backend: "redis" }))
    const { stdout } = await sizing()
    expect(stdout).toContain("? redis: processor time of a recording")
  })

  it("needs no measurement of what nobody asks for, and holds with what is measured", async () => {
    await put("play.json", "{")
    const answer = JSON.parse((await sizing("--json")).stdout) as Answer
    expect(answer).toMatchObject({ verdict: "held", missing: [] })
    const refused = await sizing("--playbacks-per-hour", "1")
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain("npm run bench -- playback")
  })
})

interface Answer {
  readonly verdict: string
  readonly missing: readonly { readonly figure: string; readonly how: string }[]
  readonly sizes: readonly { readonly services: readonly { readonly service: string }[] }[]
}

const MARK = /\((?:computed|measured|input)/

describe("the figures", () => {
  it.each([
    ["another bench", { ...PIPELINE_BENCH, schema: "gir.bench-stall/1" }],
    ["a small run", { ...PIPELINE_BENCH, options: { small: true } }],
    ["a bench that was cut short", { ...PIPELINE_BENCH, figures: [] }],
    [
      "figures without a cost",
      { ...PIPELINE_BENCH, figures: [{ ...RECORDING, processorMs: { mcp: "20" } }] },
    ],
    ["no JSON", "{"],
  ])("are not taken from %s", async (_what, document) => {
    await put("p.json", document)
    await expect(readRecordingCosts({ folder, file: "p.json" })).rejects.toMatchObject({
      code: "ERR_CLI_INPUT_UNREADABLE",
      next: expect.stringContaining("npm run bench -- pipeline") as string,
    })
  })

  it("are asked for, with the command that measures them, when nothing was measured", async () => {
    await expect(readRecordingCosts({ folder, file: "none.json" })).rejects.toThrow(
      "nothing was measured",
    )
  })
})

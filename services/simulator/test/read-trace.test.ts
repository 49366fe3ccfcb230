import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { readTraces } from "../src/trace/read-trace.ts"
import { runCommand } from "./run-command.ts"

const RECORDING = "95DB8B98109EB3289191DABC7249B921"
const OTHER = "00000000000000000000000000000001"
const MADE = { traceId: "a".repeat(32), node: "mcp-1" }
const PLAYED = { traceId: "b".repeat(32), node: "rcs-1" }

const line = (fields: object): string => JSON.stringify({ spanId: "c".repeat(16), ...fields })
const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()

/** Two logs of one installation, with what stands in logs beside it. */
const LOGS = {
  "rcs-1.log": [
    line({
      ...PLAYED,
      time: at(20),
      job: "verify-playback",
      id: `${RECORDING}-call.r`,
      attempt: 2,
      durationMs: 5,
      code: "ERR_RCS_KEY_NOT_FOUND",
    }),
    line({
      ...PLAYED,
      time: at(21),
      job: "verify-playback",
      id: `${OTHER}-call.r`,
      attempt: 1,
      durationMs: 5,
    }),
    "error[ERR_CONFIG_INVALID]: rcs cannot start",
  ],
  "mcp-1.log": [
    line({
      ...MADE,
      time: at(9),
      span: "encrypt recording",
      "gir.recording.id": RECORDING,
      "gir.media.kind": "call",
      durationMs: 1_000,
    }),
    line({
      ...MADE,
      time: at(10),
      job: "record-call",
      id: RECORDING,
      attempt: 1,
      durationMs: 4_000,
    }),
    line({
      ...MADE,
      node: "rws",
      time: at(12),
      method: "POST",
      route: "/recordings",
      status: 200,
      durationMs: 1_500,
    }),
    line({ ...MADE, time: at(10), recordingId: RECORDING, msg: "no work of its own" }),
    line({
      ...MADE,
      traceId: "d".repeat(32),
      time: at(1),
      job: "record-call",
      id: OTHER,
      attempt: 1,
      durationMs: 1,
    }),
    '{"traceId":"aa',
  ],
}

describe("gir trace", () => {
  let folder: string
  let logs: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gir-trace-"))
    logs = join(folder, ".gir", "logs")
    await mkdir(logs, { recursive: true })
    for (const [name, lines] of Object.entries(LOGS)) {
      await writeFile(join(logs, name), lines.join("\n"))
    }
  })
  afterAll(() => rm(folder, { recursive: true }))

  it("finds the work on one recording in all logs, in the order in which it began", async () => {
    const traces = await readTraces(logs, RECORDING)
    const told = traces.map(({ hops }) =>
      hops.map(({ node, what, outcome }) => `${node} ${what}: ${outcome}`),
    )
    expect(told).toEqual([
      [
        "mcp-1 record-call: done",
        "mcp-1 encrypt recording: call: done",
        "rws POST /recordings: 200",
      ],
      ["rcs-1 verify-playback (try 2): ERR_RCS_KEY_NOT_FOUND"],
    ])
    expect(traces[0]?.hops[0]?.startMs).toBe(Date.parse(at(6)))
  })

  it("prints them, and refuses a recording that no log names", async () => {
    const place = { folder, now: new Date(0) }
    const { exitCode, stdout } = await runCommand(["trace", RECORDING], place)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^trace a{32}, began 2026-01-01T00:00:06\.000Z\n/)
    expect(stdout).toMatch(/^ {2}2000 ms +mcp-1 +encrypt recording: call +1000 ms +done$/m)
    const json = await runCommand(["trace", RECORDING, "--json"], place)
    expect(JSON.parse(json.stdout)).toMatchObject({ traces: [{ hops: { length: 3 } }, {}] })
    const unknown = await runCommand(["trace", "F".repeat(32)], place)
    expect(unknown.stderr).toContain("ERR_NOT_FOUND")
  })
})

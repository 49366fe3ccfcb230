import type { LiveCallStatus } from "@gir/contracts"
import { describe, expect, it } from "vitest"
import { packetLine, refusedMoreThanReceived } from "../src/record/record-rtp.ts"
import { runCommand } from "./run-command.ts"

const record = (...args: string[]) =>
  runCommand(["record", ...args], { folder: "/", now: new Date("2026-11-02T09:00:00.000Z") })

const NONE: LiveCallStatus["packets"] = {
  received: 0,
  reordered: 0,
  lost: 0,
  late: 0,
  duplicates: 0,
  restarts: 0,
  concealedSamples: 0,
  control: 0,
  malformed: 0,
  otherPayloadType: 0,
  otherSource: 0,
  stray: 0,
  overrun: 0,
}

const recorded = (packets: Partial<LiveCallStatus["packets"]>): LiveCallStatus => ({
  recordingId: "0".repeat(32),
  state: "stored",
  address: "127.0.0.1",
  port: 40_000,
  packets: { ...NONE, ...packets },
  durationMs: 60,
  code: null,
  message: null,
})

describe("gir record", () => {
  it.each([
    ["--rtp-wait", "3"],
    ["--mcp", "mcp-2"],
  ])("refuses %s without --rtp, and says what to do", async (option, value) => {
    const { exitCode, stdout, stderr } = await record(option, value)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" })
    expect(stderr).toContain(`error[ERR_CLI_USAGE]: ${option} goes only with --rtp`)
    expect(stderr).toContain("gir record --rtp PORT")
  })

  it("refuses with --rtp what it would ignore", async () => {
    const { exitCode, stderr } = await record("--rtp", "0", "--rtp-wait", "3", "--mix")
    expect(exitCode).toBe(2)
    expect(stderr).toContain("--rtp and --mix do not go together")
  })
})

describe("what is told of a call that came as RTP", () => {
  it("is a warning when more was refused than received, by what it was", () => {
    const foreign = { otherSource: 1, otherPayloadType: 1, malformed: 1, stray: 1 }
    expect(refusedMoreThanReceived(recorded({ received: 4, control: 9, ...foreign }))).toBeNull()
    expect(refusedMoreThanReceived(recorded({ received: 3, ...foreign }))).toMatch(
      /^more was refused than received, 4 of 7 packets: 1 of another sender, 1 of another payload/,
    )
  })

  it("counts stray packets among the refused ones", () => {
    expect(packetLine(recorded({ received: 3, stray: 2, overrun: 1 }))).toContain("3 refused")
  })
})

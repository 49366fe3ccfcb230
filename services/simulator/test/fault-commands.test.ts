import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { parseDuration } from "../src/fault/parse-duration.ts"
import { freePorts } from "../src/installation/ports.ts"
import { writeRunFile } from "../src/installation/run-file.ts"
import { stateFolder } from "../src/installation/state-folder.ts"
import { runCommand } from "./run-command.ts"

const now = new Date("2026-11-01T00:00:00Z")

/** A folder in which an installation seems to run, whose one node has no management port. */
async function placeWithoutSimulation(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "gir-fault-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, ".gir"))
  const serviceTokenFile = join(folder, "token")
  writeFileSync(serviceTokenFile, "the-service-token-of-the-test")
  const [port = 0, simPort = 0] = await freePorts(2)
  await writeRunFile(stateFolder(join(folder, ".gir")), {
    port,
    nodes: [{ name: "mcp-1", service: "mcp", port, simPort }],
    secrets: {
      serviceTokenFile,
      usersFile: join(folder, "users"),
      databaseUrlFile: join(folder, "database-url"),
      redisUrlFile: join(folder, "redis-url"),
    },
    ivrProfileDbid: 0,
  })
  return folder
}

describe("gir fault and gir clock", () => {
  it.each([
    ["a fault that there is not", "fault add rcs.on-fire", { exitCode: 2, code: "ERR_CLI_USAGE" }],
    [
      "a probability of 5",
      "fault add storage.full --probability 5",
      { exitCode: 2, code: "ERR_CLI_USAGE" },
    ],
    [
      "an attribute without a number",
      "fault add storage.full --attribute times",
      { exitCode: 2, code: "ERR_CLI_USAGE" },
    ],
    [
      "a node that there is not",
      "fault list --node mcp-9",
      { exitCode: 2, code: "ERR_CLI_UNKNOWN_NODE" },
    ],
    ["a date that there is not", "clock set 2026-02-30", { exitCode: 2, code: "ERR_CLI_USAGE" }],
    ["a span without a unit", "clock skew 10", { exitCode: 2, code: "ERR_CLI_USAGE" }],
    ["a node at full speed", "clock show", { exitCode: 3, code: "ERR_CLI_NO_SIMULATION" }],
  ])("refuse %s", async (_name, line, { exitCode, code }) => {
    const folder = await placeWithoutSimulation()
    const run = await runCommand(line.split(" "), { folder, now })
    expect([run.exitCode, run.stderr]).toEqual([exitCode, expect.stringContaining(code)])
  })

  it("explain every fault without an installation", async () => {
    const { exitCode, stdout } = await runCommand(["fault", "list", "--all"], { folder: ".", now })
    expect(exitCode).toBe(0)
    expect(stdout).toContain("queue.slow-delivery: ")
    expect(stdout).toContain("delayMs=500: how late, in milliseconds")
  })

  it.each([
    ["10m", 600_000],
    ["-90s", -90_000],
    ["10y", 315_360_000_000],
    ["5ms", 5],
  ])("read %s as %i ms", (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })
})

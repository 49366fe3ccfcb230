import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { rename } from "node:fs/promises"
import { named } from "@gir/database"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { until } from "../harness/await-condition.ts"
import { assertNoDeaths } from "../harness/node-logs.ts"
import { printedRandom } from "../harness/seed.ts"
import { awaitAll, countRecorded, inspectAll, makeCalls, offerAll } from "../harness/test-calls.ts"
import type { TestCall } from "../harness/test-calls.ts"
import { EACH_PROCESS } from "../harness/run-gir.ts"
import { startTestInstallation, type TestInstallation } from "../harness/test-installation.ts"
import { storedFiles } from "../harness/stored-files.ts"

const CALLS = 30
/** A call of eight seconds is four times as long, an MCP's log much shorter. */
const ROOM_FOR_LOGS = 65_536

describe("the Storage Destination", () => {
  const random = printedRandom("storage")
  const all: TestCall[] = []
  let installation: TestInstallation

  beforeAll(async () => {
    installation = await startTestInstallation({
      fleet: { mcp: 1, rcs: 1, muxer: 1 },
      processes: EACH_PROCESS,
    })
  })
  afterAll(() => installation?.remove())

  const offer = async (durationMs: number, pace: "fast" | "real-time"): Promise<TestCall[]> => {
    const options = { random, count: CALLS, durationMs, pace, screenEvery: 10 }
    const calls = await makeCalls(installation, options)
    await offerAll(installation, calls)
    all.push(...calls)
    return calls
  }
  const expectEverything = async (moment: string): Promise<void> => {
    await until("every node is ready", async () =>
      (await installation.supervisor.states()).every((node) => node.state === "ready"),
    )
    const findings = await inspectAll(installation, all, moment)
    expect(findings.known).toEqual(findings.expected)
    expect(findings.stored).toEqual(findings.referenced)
    expect(findings.notPlaying).toEqual([])
  }

  it("goes away while calls are recorded: a coded fault, nothing made up, and jobs resume", async () => {
    const { storage, supervisor } = installation
    const calls = await offer(1_000, "real-time")
    await until("some are recorded", async () => (await countRecorded(installation, calls)) > 3)
    await rename(storage, `${storage}.away`)
    await until("calls fail with a code", async () => {
      const codes = await openCodes(installation, calls)
      return codes.includes("ERR_STORAGE_UNAVAILABLE")
    })
    const mcp = (await supervisor.states()).find((node) => node.service === "mcp")
    expect(mcp?.state).toContain("the Storage Destination cannot be used")
    // A disk that is not mounted must not be taken for an empty one.
    expect(existsSync(storage)).toBe(false)
    await rename(`${storage}.away`, storage)
    await awaitAll(installation, calls)
    await expectEverything("away")
  }, 120_000)

  it.each([
    ["is full", ROOM_FOR_LOGS],
    ["is full, and so is the disk of the logs", 1],
  ])(
    "%s: coded faults, nothing half-written, and jobs resume",
    async (moment, limitBytes) => {
      const { storage, supervisor } = installation
      const before = await storedFiles(storage)
      const pid = (await supervisor.states()).find((node) => node.service === "mcp")?.pid ?? 0
      limitFileSize(pid, String(limitBytes))
      const calls = await offer(8_000, "fast")
      await until("every call fails with a code", async () => {
        const codes = await openCodes(installation, calls)
        return codes.length === CALLS && codes.every((code) => code === "ERR_STORAGE_FULL")
      })
      const calledOff = (key: string): boolean => /\.wav(\.p7m)?$/.test(key)
      await until("nothing half-written is left", async () => {
        const now = await storedFiles(storage)
        return now.filter(calledOff).join() === before.filter(calledOff).join() && !hasIncoming(now)
      })
      limitFileSize(pid, "unlimited")
      await awaitAll(installation, calls)
      await expectEverything(moment.replaceAll(/[^a-z]/g, "-"))
    },
    120_000,
  )

  it("made no service die", () => assertNoDeaths(installation))
})

/** @returns the code of the last fault of every call that is not recorded yet. */
async function openCodes(
  { database }: TestInstallation,
  calls: readonly TestCall[],
): Promise<(string | null)[]> {
  const rows = await named<{ code: string | null }>(database, {
    name: "test-open-codes",
    text: `select code from job_ledger
      where name = 'record-call' and status = 'open' and id = any($1)`,
    values: [calls.map(({ interaction }) => interaction.recordingId)],
  })
  return rows.map(({ code }) => code)
}

/** getrlimit(2), RLIMIT_FSIZE: to the process its disk is full (EFBIG); Node ignores SIGXFSZ. */
function limitFileSize(pid: number, soft: string): void {
  execFileSync("prlimit", [`--pid=${pid}`, `--fsize=${soft}:unlimited`])
}

function hasIncoming(files: readonly string[]): boolean {
  return files.some((file) => file.startsWith(".incoming"))
}

import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { WriteLatenessFigures } from "@gir/contracts"
import { httpClient, type HttpClient } from "@gir/service-kit"
import { systemClock } from "@gir/sim"
import { offerInteraction } from "@gir/simulator"
import { sized, type Bench, type BenchRun } from "./bench-run.ts"
import { callWav } from "./call-wav.ts"
import { processorSeconds } from "./processor-time.ts"
import { processesOn } from "../../harness/processes.ts"
import type { TestInstallation } from "../../harness/test-installation.ts"
import { onInstallation } from "./site.ts"

/**
 * Figure 3: how many calls one MCP records at the pace of their speech, encrypted, on one core. Each is G.711
 * in two channels; the MCP is the built process and alone on the last core, everything else is on
 * the others.
 */
const CALLS = [1_000, 2_000, 3_000]
const PLATEAU_SECONDS = 30
const AIM_MS = 20
const STARTS_PER_SECOND = 60
const SETTLE_MS = 3_000
const RAMP_PATIENCE = 6
/** What the last calls may take from their last sample to their place of storage. */
const STORE_SECONDS = 60
const LOOK_MS = 500
const LOG_TAIL_CHARACTERS = 3_000

export interface LiveFigures extends WriteLatenessFigures {
  readonly calls: number
  /** In progress at once when it was measured; fewer than `calls` when no more were reached. */
  readonly inProgress: number
  readonly stored: number
  readonly plateauSeconds: number
  /** Of the MCP: user and system time of all its threads. */
  readonly coreShare: number
  readonly residentMebibytes: number
  readonly isAimMet: boolean
}

/** More calls are not tried when so many were not reached. */
export const liveCalls: Bench = {
  limitMinutes: () => 25,
  measure: async (run) => {
    for (const full of CALLS) {
      const calls = sized(run, full)
      const figures = await measureCalls(run, {
        calls,
        plateauSeconds: sized(run, PLATEAU_SECONDS),
      })
      await run.keep(figures)
      if (figures.inProgress < calls) return
    }
  },
}

interface Plan {
  readonly calls: number
  readonly plateauSeconds: number
}

function measureCalls(run: BenchRun, { calls, plateauSeconds }: Plan): Promise<LiveFigures> {
  const work = async (installation: TestInstallation): Promise<LiveFigures> => {
    try {
      return await measureOn(installation, { run, calls, plateauSeconds })
    } catch (error) {
      // The folder is gone in a moment: what the MCP said last goes with the failure.
      const log = readFileSync(installation.logFile("mcp-1"), "utf8")
      const end = log.slice(-LOG_TAIL_CHARACTERS)
      throw new Error(`the MCP's log ends with: ${end}`, { cause: error })
    }
  }
  return onInstallation(run, work, { callsPerMcp: calls })
}

async function measureOn(
  installation: TestInstallation,
  { run, calls, plateauSeconds }: Plan & { readonly run: BenchRun },
): Promise<LiveFigures> {
  const pid = await pinToLastCore(installation)
  const http = await mcpClient(installation)
  const rampSeconds = Math.ceil(calls / STARTS_PER_SECOND)
  // Starting a call may take longer than offering it: the first must outlive the last one's start.
  const seconds = rampSeconds * RAMP_PATIENCE + plateauSeconds + (SETTLE_MS * 3) / 1_000
  const path = join(installation.folder, "call.wav")
  await writeFile(path, callWav(seconds))
  run.say(`offers ${calls} calls of ${seconds} s, ${STARTS_PER_SECOND} a second`)
  const ids = await offer(installation, { calls, path })
  const withinSeconds = rampSeconds * (RAMP_PATIENCE - 1)
  const inProgress = await untilAllRecord(installation, { calls, withinSeconds })
  run.say(`${inProgress} of ${calls} are in progress; measures ${plateauSeconds} s`)
  await delay(SETTLE_MS)
  await lateness(http, "DELETE")
  const before = usage(pid)
  await delay(plateauSeconds * 1_000)
  const figures = await lateness(http, "GET")
  const after = usage(pid)
  run.say(`lateness p99 ${figures.p99Ms} ms; waits for the calls to end`)
  const stored = await countStored(installation, { ids, withinSeconds: seconds + STORE_SECONDS })
  await http.close()
  return {
    calls,
    inProgress,
    stored,
    plateauSeconds,
    ...figures,
    coreShare: (after.cpuSeconds - before.cpuSeconds) / plateauSeconds,
    residentMebibytes: after.residentMebibytes,
    isAimMet: figures.p99Ms < AIM_MS && stored === calls && inProgress === calls,
  }
}

/** @returns the process id of the MCP. */
async function pinToLastCore(installation: TestInstallation): Promise<number> {
  const last = availableParallelism() - 1
  const processes = await processesOn(installation.folder)
  const mcp = processes.find(({ command }) => /\bmcp\.js\b/.test(command))
  if (mcp === undefined) throw new Error("the MCP's process was not found")
  for (const { pid } of processes) {
    const cores = pid === mcp.pid || last === 0 ? String(last) : `0-${last - 1}`
    spawnSync("taskset", ["-a", "-c", "-p", cores, String(pid)])
  }
  return mcp.pid
}

async function mcpClient(installation: TestInstallation): Promise<HttpClient> {
  const { nodes, secrets } = installation
  const port = nodes.find(({ service }) => service === "mcp")?.port
  const token = readFileSync(secrets.serviceTokenFile, "utf8").trim()
  return httpClient({
    baseUrl: `http://127.0.0.1:${port}`,
    authorization: () => `Bearer ${token}`,
    timeoutMs: 60_000,
  })
}

function lateness(http: HttpClient, method: "GET" | "DELETE"): Promise<WriteLatenessFigures> {
  return http.request({ method, path: "/write-lateness", schema: WriteLatenessFigures })
}

/** Calls come one after the other, as people call: the phases of their blocks are spread. */
async function offer(
  { jobs, ivrProfileDbid }: TestInstallation,
  { calls, path }: { readonly calls: number; readonly path: string },
): Promise<string[]> {
  const ids: string[] = []
  const startMs = systemClock.monotonicMs()
  for (let index = 0; index < calls; index += 1) {
    const dueMs = startMs + (index * 1_000) / STARTS_PER_SECOND
    await delay(Math.max(dueMs - systemClock.monotonicMs(), 0))
    const recordingId = index.toString(16).toUpperCase().padStart(32, "0")
    ids.push(recordingId)
    await offerInteraction(jobs, {
      recordingId,
      ivrProfileDbid,
      agentId: "1001",
      audio: { kind: "file", path },
      screen: null,
      pace: "real-time",
      channels: "keep",
    })
  }
  return ids
}

/** @returns how many are in progress: all of them, or what it came to in that time. */
async function untilAllRecord(
  { peers }: TestInstallation,
  { calls, withinSeconds }: { readonly calls: number; readonly withinSeconds: number },
): Promise<number> {
  const deadlineMs = systemClock.monotonicMs() + withinSeconds * 1_000
  for (;;) {
    const [mcp] = await peers.mcps()
    const count = mcp?.callsInProgress ?? 0
    if (count >= calls || systemClock.monotonicMs() > deadlineMs) return count
    await delay(200)
  }
}

/** One number a look, and one deadline for all of them. */
async function countStored(
  { database }: TestInstallation,
  { ids, withinSeconds }: { readonly ids: readonly string[]; readonly withinSeconds: number },
): Promise<number> {
  const deadlineMs = systemClock.monotonicMs() + withinSeconds * 1_000
  for (;;) {
    const { rows } = await database.query<{ done: number; ended: number }>(
      `select count(*) filter (where status = 'done')::int as done,
        count(*) filter (where status = 'done' or (status = 'failed' and not will_retry))::int as ended
        from job_ledger where name = 'record-call' and id = any($1)`,
      [ids],
    )
    const { done = 0, ended = 0 } = rows[0] ?? {}
    if (ended >= ids.length || systemClock.monotonicMs() > deadlineMs) return done
    await delay(LOOK_MS)
  }
}

function usage(pid: number): { cpuSeconds: number; residentMebibytes: number } {
  const status = readFileSync(`/proc/${pid}/status`, "latin1")
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  return {
    cpuSeconds: processorSeconds(pid),
    residentMebibytes: Math.round(Number(resident) / 1_024),
  }
}

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
import { callWav } from "./call-wav.ts"
import { processorSeconds } from "./processor-time.ts"
import { EACH_PROCESS } from "../../harness/run-gir.ts"
import { processesOn } from "../../harness/processes.ts"
import {
  ONE_OF_EACH,
  startTestInstallation,
  type TestInstallation,
} from "../../harness/test-installation.ts"

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
const LOG_TAIL_CHARACTERS = 3_000

export interface LiveFigures extends WriteLatenessFigures {
  readonly calls: number
  readonly stored: number
  readonly plateauSeconds: number
  /** Of the MCP: user and system time of all its threads. */
  readonly coreShare: number
  readonly residentMebibytes: number
  readonly isAimMet: boolean
}

export async function liveCalls(): Promise<readonly LiveFigures[]> {
  const figures: LiveFigures[] = []
  for (const calls of CALLS) figures.push(await measure(calls, PLATEAU_SECONDS))
  return figures
}

async function measure(calls: number, plateauSeconds: number): Promise<LiveFigures> {
  const installation = await startTestInstallation({
    fleet: ONE_OF_EACH,
    processes: EACH_PROCESS,
    environmentOf: ({ service }) => ({
      GIR_SIM: "off",
      ...(service === "mcp" ? { GIR_MCP_CONCURRENCY: String(calls) } : {}),
    }),
  })
  try {
    return await onInstallation(installation, { calls, plateauSeconds })
  } catch (error) {
    // The folder is gone in a moment: what the MCP said last goes with the failure.
    const log = readFileSync(installation.logFile("mcp-1"), "utf8")
    throw new Error(`the MCP's log ends with: ${log.slice(-LOG_TAIL_CHARACTERS)}`, { cause: error })
  } finally {
    await installation.remove()
  }
}

async function onInstallation(
  installation: TestInstallation,
  { calls, plateauSeconds }: { readonly calls: number; readonly plateauSeconds: number },
): Promise<LiveFigures> {
  const pid = await pinToLastCore(installation)
  const http = await mcpClient(installation)
  const rampSeconds = Math.ceil(calls / STARTS_PER_SECOND)
  // Starting a call may take longer than offering it: the first must outlive the last one's start.
  const seconds = rampSeconds * RAMP_PATIENCE + plateauSeconds + (SETTLE_MS * 3) / 1_000
  const path = join(installation.folder, "call.wav")
  await writeFile(path, callWav(seconds))
  const ids = await offer(installation, { calls, path })
  await untilAllRecord(installation, { calls, withinSeconds: rampSeconds * RAMP_PATIENCE })
  await delay(SETTLE_MS)
  await lateness(http, "DELETE")
  const before = usage(pid)
  await delay(plateauSeconds * 1_000)
  const figures = await lateness(http, "GET")
  const after = usage(pid)
  const stored = await countStored(installation, ids, seconds)
  await http.close()
  return {
    calls,
    stored,
    plateauSeconds,
    ...figures,
    coreShare: (after.cpuSeconds - before.cpuSeconds) / plateauSeconds,
    residentMebibytes: after.residentMebibytes,
    isAimMet: figures.p99Ms < AIM_MS && stored === calls,
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

async function untilAllRecord(
  { peers }: TestInstallation,
  { calls, withinSeconds }: { readonly calls: number; readonly withinSeconds: number },
): Promise<void> {
  const deadlineMs = systemClock.monotonicMs() + withinSeconds * 1_000
  for (;;) {
    const [mcp] = await peers.mcps()
    const count = mcp?.callsInProgress ?? 0
    if (count >= calls) return
    if (systemClock.monotonicMs() > deadlineMs) {
      throw new Error(`only ${count} of ${calls} calls were in progress at once`)
    }
    await delay(200)
  }
}

async function countStored(
  { jobs }: TestInstallation,
  ids: readonly string[],
  seconds: number,
): Promise<number> {
  let stored = 0
  for (const id of ids) {
    const outcome = await jobs.waitFor("record-call", id, { timeoutMs: seconds * 1_000 + 120_000 })
    if (outcome.status === "done") stored += 1
  }
  return stored
}

function usage(pid: number): { cpuSeconds: number; residentMebibytes: number } {
  const status = readFileSync(`/proc/${pid}/status`, "latin1")
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  return {
    cpuSeconds: processorSeconds(pid),
    residentMebibytes: Math.round(Number(resident) / 1_024),
  }
}

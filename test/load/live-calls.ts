import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { parseArgs } from "node:util"
import { WriteLatenessFigures } from "@gir/contracts"
import { httpClient, type HttpClient } from "@gir/service-kit"
import { systemClock } from "@gir/sim"
import { offerInteraction } from "@gir/simulator"
import { processesOn } from "../harness/processes.ts"
import {
  ONE_OF_EACH,
  startTestInstallation,
  type TestInstallation,
} from "../harness/test-installation.ts"

/**
 * How many calls one MCP records at the pace of their speech, encrypted, on one core. Each is G.711
 * in two channels; the MCP is the built process and alone on the last core, everything else is on
 * the others. Run, on a machine that is otherwise idle:
 *
 *   npm run build
 *   node --conditions=@gir/source --import tsx test/load/live-calls.ts --calls 2000 --seconds 60
 */
const AIM_MS = 20
const STARTS_PER_SECOND = 60
const SAMPLE_RATE = 8_000
const SETTLE_MS = 3_000
const CLOCK_TICKS = 100
const WAV_HEADER_BYTES = 58
const RAMP_PATIENCE = 3
const LOG_TAIL_CHARACTERS = 3_000

interface Figures extends WriteLatenessFigures {
  readonly calls: number
  readonly stored: number
  readonly plateauSeconds: number
  /** Of the MCP: user and system time of all its threads. */
  readonly coreShare: number
  readonly residentMebibytes: number
  readonly isAimMet: boolean
}

const { values } = parseArgs({
  options: {
    calls: { type: "string", multiple: true, default: ["500", "1000", "2000"] },
    seconds: { type: "string", default: "60" },
  },
})
const results: Figures[] = []
for (const calls of values.calls) results.push(await measure(Number(calls), Number(values.seconds)))
const document = {
  schema: "gir.bench-live-calls/1",
  node: process.version,
  cores: availableParallelism(),
  aimMs: AIM_MS,
  results,
}
process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)

async function measure(calls: number, plateauSeconds: number): Promise<Figures> {
  const installation = await startTestInstallation({
    fleet: ONE_OF_EACH,
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
): Promise<Figures> {
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
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1")
  // Behind the command in brackets: fields 14 and 15 are user and system time (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  const status = readFileSync(`/proc/${pid}/status`, "latin1")
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS,
    residentMebibytes: Math.round(Number(resident) / 1_024),
  }
}

/** Mu-law in two channels: what a telephone call is. */
function callWav(seconds: number): Buffer {
  const frames = Math.ceil(seconds * SAMPLE_RATE)
  const sound = Buffer.alloc(frames * 2, "two channels of a call")
  const header = Buffer.alloc(WAV_HEADER_BYTES)
  header.write("RIFF", 0, "latin1")
  header.writeUInt32LE(WAV_HEADER_BYTES - 8 + sound.length, 4)
  header.write("WAVEfmt ", 8, "latin1")
  header.writeUInt32LE(18, 16)
  header.writeUInt16LE(7, 20)
  header.writeUInt16LE(2, 22)
  header.writeUInt32LE(SAMPLE_RATE, 24)
  header.writeUInt32LE(SAMPLE_RATE * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(8, 34)
  header.write("fact", 38, "latin1")
  header.writeUInt32LE(4, 42)
  header.writeUInt32LE(frames, 46)
  header.write("data", 50, "latin1")
  header.writeUInt32LE(sound.length, 54)
  return Buffer.concat([header, sound])
}

import { execFile } from "node:child_process"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { builtInCallPath, ffmpegPaths, probeMedia } from "@gir/media"
import { openPeers } from "@gir/simulator"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { until } from "../harness/await-condition.ts"
import { startLiveInstallation, type LiveInstallation } from "../harness/live-installation.ts"
import { lossyRelay } from "../harness/lossy-relay.ts"
import { provision } from "../harness/provision.ts"
import { runGir, startGir, type GirRun, type RunningGir } from "../harness/run-gir.ts"

const SECONDS = 6
/** A call that does not end by itself before the test does. */
const LONG_SECONDS = 240
/** 20 ms each. */
const PACKETS = 300
const SAMPLES = 48_000

interface Recorded {
  readonly recordingIds: readonly string[]
  readonly rtp: { readonly durationMs: number; readonly packets: Record<string, number> }
}

let live: LiveInstallation
let ivrProfileDbid: number
beforeAll(async () => {
  live = await startLiveInstallation()
  const peers = await openPeers(live.nodes, live.secrets)
  const rcs = live.nodes.find(({ service }) => service === "rcs")
  const rcsUrl = `http://127.0.0.1:${rcs?.port}`
  ivrProfileDbid = (await provision({ peers, ca: live.ca, rcsUrl, name: "live" })).ivrProfileDbid
  await peers.close()
})
afterAll(() => live?.remove())

const gir = (...args: string[]): Promise<GirRun> => runGir(args, { folder: live.folder })

interface Listening {
  readonly run: RunningGir
  readonly recordingId: string
  readonly port: number
}

async function listen(...args: string[]): Promise<Listening> {
  const profile = ["--profile-dbid", String(ivrProfileDbid)]
  const run = startGir(["record", "--rtp", "0", "--json", ...profile, ...args], {
    folder: live.folder,
  })
  const [, recordingId = "", port = ""] = await until("gir listens for RTP", () =>
    /(\w+) listens for RTP on 127\.0\.0\.1:(\d+)/.exec(run.stderr()),
  )
  return { run, recordingId, port: Number(port) }
}

/** @returns how many packets of a call have come to its recorder. */
async function received(recordingId: string): Promise<number> {
  const mcp = live.nodes.find(({ service }) => service === "mcp")
  const token = (await readFile(live.secrets.serviceTokenFile, "utf8")).trim()
  const address = `http://127.0.0.1:${mcp?.port}/live-calls/${recordingId}`
  const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } })
  const { packets } = (await answer.json()) as { packets: { received: number } }
  return packets.received
}

interface Sending {
  readonly seconds?: number
  /** Hangs up without a word. */
  readonly signal?: AbortSignal
}

/** As a person calls, with packets of the size that telephones send. */
async function call(
  port: number,
  codec: "pcm_mulaw" | "pcm_alaw",
  { seconds = SECONDS, signal }: Sending = {},
): Promise<void> {
  const input = ["-re", "-stream_loop", "-1", "-t", String(seconds), "-i", builtInCallPath()]
  const packets = ["-ar", "8000", "-ac", "1", "-af", "asetnsamples=n=160:p=0"]
  const output = ["-f", "rtp", "-c:a", codec, `rtp://127.0.0.1:${port}`]
  const args = ["-nostdin", "-v", "error", ...input, ...packets, ...output]
  await promisify(execFile)(ffmpegPaths().ffmpeg, args, { signal }).catch((error: unknown) => {
    if (signal?.aborted !== true) throw error
  })
}

/** Sends until the recorder has ended, which `end` sees to once a second has come. */
async function callUntil(
  { run, recordingId, port }: Listening,
  end: () => unknown,
): Promise<GirRun> {
  const hangUp = new AbortController()
  const sending = call(port, "pcm_mulaw", { seconds: LONG_SECONDS, signal: hangUp.signal })
  await until("a second has come", async () => (await received(recordingId)) > 50)
  await end()
  const ended = await run.ended
  hangUp.abort()
  await sending
  return ended
}

async function recorded(run: RunningGir): Promise<Recorded> {
  const { exitCode, stdout, stderr } = await run.ended
  expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ exitCode: 0, stderr: "" })
  return JSON.parse(stdout) as Recorded
}

async function playedSeconds(recordingId: string): Promise<number> {
  const verified = await gir("verify", recordingId)
  expect(verified).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("1 of 1 play") })
  const path = join(live.folder, `${recordingId}.wav`)
  await gir("play", recordingId, "--out", path)
  return ((await probeMedia({ path })).durationMs ?? 0) / 1_000
}

async function pidOf(name: string): Promise<number> {
  const { stdout } = await gir("status", "--json")
  const { nodes } = JSON.parse(stdout) as { nodes: { name: string; pid: number }[] }
  return nodes.find((node) => node.name === name)!.pid
}

describe("gir record --rtp", () => {
  it("records ffmpeg's call, whole or with losses; says when none came", async () => {
    const [whole, lossy, silent] = await Promise.all([
      listen(),
      listen(),
      listen("--rtp-wait", "1"),
    ])
    const relay = await lossyRelay(lossy.port)
    await Promise.all([call(whole.port, "pcm_mulaw"), call(relay.port, "pcm_alaw")])

    const first = await recorded(whole.run)
    expect(first.rtp.packets).toMatchObject({ received: PACKETS, lost: 0, concealedSamples: 0 })
    expect(await playedSeconds(first.recordingIds[0]!)).toBeCloseTo(SECONDS, 2)

    const second = await recorded(lossy.run)
    const { received = 0, lost = 0, reordered, concealedSamples } = second.rtp.packets
    expect(lost).toBe(relay.lost())
    expect(received + lost).toBe(PACKETS)
    expect(reordered).toBe(relay.swapped())
    expect(concealedSamples).toBe((lost * SAMPLES) / PACKETS)
    expect(second.rtp.durationMs).toBe(SECONDS * 1_000)
    expect(await playedSeconds(second.recordingIds[0]!)).toBeCloseTo(SECONDS, 2)
    relay.close()

    const third = await silent.run.ended
    expect(third.exitCode).toBe(2)
    expect(third.stderr).toContain("ERR_MCP_RTP_NOTHING")
  })

  it("tells of a recorder that ends: stored when it ends in order, lost when it is killed", async () => {
    const restarted = await listen()
    const { exitCode, stderr } = await callUntil(restarted, () => gir("restart", "mcp-1"))
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    const seconds = await playedSeconds(restarted.recordingId)
    expect(seconds).toBeGreaterThan(1)
    expect(seconds).toBeLessThan(LONG_SECONDS)

    const pid = await pidOf("mcp-1")
    const killed = await callUntil(await listen(), () => process.kill(pid, "SIGKILL"))
    expect(killed).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining("ERR_MCP_INTERRUPTED"),
    })
  })
})

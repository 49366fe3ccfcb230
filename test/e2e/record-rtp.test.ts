import { execFile } from "node:child_process"
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

async function listen(...args: string[]): Promise<{ run: RunningGir; port: number }> {
  const profile = ["--profile-dbid", String(ivrProfileDbid)]
  const run = startGir(["record", "--rtp", "0", "--json", ...profile, ...args], {
    folder: live.folder,
  })
  const port = await until("gir listens for RTP", async () => {
    const [, found] = /listens for RTP on 127\.0\.0\.1:(\d+)/.exec(run.stderr()) ?? []
    return found === undefined ? null : Number(found)
  })
  return { run, port }
}

/** As a person calls, with packets of the size that telephones send. */
async function call(port: number, codec: "pcm_mulaw" | "pcm_alaw"): Promise<void> {
  const input = ["-re", "-t", String(SECONDS), "-i", builtInCallPath(), "-ar", "8000", "-ac", "1"]
  const packets = ["-af", "asetnsamples=n=160:p=0"]
  const output = ["-f", "rtp", "-c:a", codec, `rtp://127.0.0.1:${port}`]
  const args = ["-nostdin", "-v", "error", ...input, ...packets, ...output]
  await promisify(execFile)(ffmpegPaths().ffmpeg, args)
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
})

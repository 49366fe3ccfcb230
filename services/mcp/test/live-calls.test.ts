import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type { LiveCall, LiveCallStatus } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { machinePacer, rtpSound } from "@gir/media"
import type { Jobs } from "@gir/queue"
import { createService } from "@gir/service-kit"
import { manualClock, noFaults } from "@gir/sim"
import type { StorageDestination } from "@gir/storage"
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { liveCallRoutes } from "../src/live/live-call-routes.ts"
import { liveCalls, type LiveCalls } from "../src/live/live-calls.ts"
import { recordLiveCall } from "../src/live/record-live-call.ts"
import type { McpParts } from "../src/mcp-parts.ts"
import { CA_FILE, openMcpWorld, type McpWorld } from "./mcp-world.ts"
import type { MemoryConfigSource } from "./memory-config-source.ts"
import { NOW, testPki, type TestPki } from "./pki.ts"
import { profileObject } from "./profiles.ts"
import type { RecordingLogger } from "./recording-logger.ts"
import { bye, rtp, sendDatagrams } from "./send-rtp.ts"

const TOKEN = "a-service-token-for-tests"
const WITHIN = { timeout: 20_000 }
/** Longer than any test: what must not end by itself does not. */
const LONG_MS = 60_000

const call = (number: number, over: Partial<LiveCall> = {}): LiveCall => ({
  recordingId: String(number).padStart(32, "0"),
  ivrProfileDbid: 101,
  callerPhoneNumber: "+15105550100",
  dialedPhoneNumber: "+15105550199",
  agentId: "1001",
  connectionId: "00ab01cd",
  rtpPort: 0,
  waitMs: LONG_MS,
  ...over,
})

const logged = (level: string, fields: object): unknown =>
  expect.objectContaining({ level, fields: expect.objectContaining(fields) })

describe("live calls", () => {
  let pki: TestPki
  let world: McpWorld
  let storage: StorageDestination
  let jobs: Jobs
  let source: MemoryConfigSource
  let logger: RecordingLogger
  let parts: McpParts
  let calls: LiveCalls

  beforeAll(async () => {
    pki = await testPki()
  })
  beforeEach(async () => {
    world = await openMcpWorld(pki.bundle)
    ;({ storage, jobs, source, logger } = world)
    source.save(
      profileObject({ caFilePath: CA_FILE, pems: [pki.issue("Interaction Recording").pem] }),
    )
    calls = open()
  })
  afterEach(async () => {
    await calls.close()
    await world.remove()
  })

  function open(over: { storage?: StorageDestination; idleMs?: number; limit?: number } = {}) {
    parts = world.assemble(over.storage === undefined ? {} : { storage: over.storage })
    return liveCalls({
      ...parts.recordCallDeps,
      alertTone: { nodeRoot: world.nodeRoot, logger },
      rtpAddress: "127.0.0.1",
      idleMs: over.idleMs ?? LONG_MS,
      limit: over.limit ?? 10,
      count: () => undefined,
      logger,
    })
  }
  const inState = (state: LiveCallStatus["state"], { recordingId } = call(1)) =>
    vi.waitFor(() => {
      const status = calls.status(recordingId)
      expect(status).toMatchObject({ state })
      return status
    }, WITHIN)
  const handedOver = (recordingId = call(1).recordingId) =>
    jobs.payload("process-recording", recordingId)
  const storedKeys = async (): Promise<string[]> => {
    const keys: string[] = []
    for await (const { key } of storage.list("")) keys.push(key)
    return keys
  }

  it("are encrypted and handed over, and what was lost is counted and logged", async () => {
    const { port, state } = await calls.start(call(1))
    expect(state).toBe("listening")
    await sendDatagrams(port, [rtp(0), rtp(1), rtp(4), rtp(3), rtp(5), bye()])
    const status = await inState("stored")
    expect(status).toMatchObject({ durationMs: 120, code: null })
    expect(status.packets).toMatchObject({ received: 5, lost: 1, reordered: 1 })
    const { call: described, media } = (await handedOver())!
    expect(described).toMatchObject({ mcp: "mcp-1" })
    expect(media).toMatchObject({
      durationMs: 120,
      plaintextBytes: 58 + 960,
      fingerprint: { kind: "pcm16", sampleCount: 960, channels: 1, sampleRate: 8_000 },
      protection: { cipher: "aes256-cbc" },
    })
    const stored = await readFile(join(world.store, media.storageKey))
    expect(stored.includes(rtp(0).subarray(12))).toBe(false)
    expect(logger.lines).toContainEqual(
      logged("info", { packets: expect.objectContaining({ lost: 1 }) }),
    )
  })

  it("end when nothing comes any more", async () => {
    calls = open({ idleMs: 100 })
    const { port } = await calls.start(call(1))
    await sendDatagrams(port, [rtp(0), rtp(1)])
    expect((await inState("stored")).durationMs).toBe(40)
  })

  it("end when somebody hangs up", async () => {
    const { port } = await calls.start(call(1))
    await sendDatagrams(port, [rtp(0), rtp(1)])
    await inState("recording")
    calls.hangUp(call(1).recordingId)
    expect((await inState("stored")).durationMs).toBe(40)
  })

  it("keep to their sender among garbage, other codecs and another sender", async () => {
    const { port } = await calls.start(call(1))
    const garbage = [Buffer.alloc(0), Buffer.from("x"), Buffer.alloc(2_000, 0xff)]
    const others = [rtp(9, { payloadType: 101 }), rtp(9, { ssrc: 8 }), bye(8)]
    await sendDatagrams(port, [...garbage, rtp(0), rtp(1), ...others, rtp(2), bye()])
    const { packets, durationMs } = await inState("stored")
    expect(durationMs).toBe(60)
    expect(packets).toMatchObject({ received: 3, malformed: 3, otherPayloadType: 1 })
    expect(packets).toMatchObject({ otherSource: 1, control: 2, lost: 0 })
  })

  it("are not taken over by a stray packet, which does not begin their idle time either", async () => {
    calls = open({ idleMs: 100 })
    const { port } = await calls.start(call(1))
    await sendDatagrams(port, [rtp(9, { ssrc: 9 })])
    await vi.waitFor(() => {
      expect(calls.status(call(1).recordingId).packets.stray).toBe(1)
    }, WITHIN)
    // A call that begins later has become idle: by then the stray packet would have been so too.
    const later = await calls.start(call(2))
    await sendDatagrams(later.port, [rtp(0), rtp(1)])
    await inState("stored", call(2))
    expect(calls.status(call(1).recordingId).state).toBe("listening")
    await sendDatagrams(port, [rtp(0), rtp(1), rtp(2), bye()])
    const { packets, durationMs } = await inState("stored")
    expect(durationMs).toBe(60)
    expect(packets).toMatchObject({ received: 3, stray: 1, otherSource: 0, lost: 0 })
  })

  it("begin at their first packet, however late the second one confirms it", async () => {
    const sound = rtpSound()
    sound.push(rtp(0), machinePacer.nowMs() - 5_000)
    sound.push(rtp(1), machinePacer.nowMs())
    sound.end()
    const { rtpPort: _port, waitMs: _wait, ...facts } = call(1)
    const deps = { ...parts.recordCallDeps, alertTone: { nodeRoot: world.nodeRoot, logger } }
    const { signal } = new AbortController()
    await recordLiveCall(facts, deps, { sound: (await sound.begun())!, signal })
    const { startTime } = (await handedOver())!.call
    expect(NOW.getTime() - new Date(startTime).getTime()).toBeGreaterThanOrEqual(5_000)
  })

  it("are none when somebody hangs up after a single packet", async () => {
    const { port } = await calls.start(call(1))
    await sendDatagrams(port, [rtp(0)])
    await vi.waitFor(() => {
      expect(calls.status(call(1).recordingId).packets.stray).toBe(1)
    }, WITHIN)
    calls.hangUp(call(1).recordingId)
    const { code, message } = await inState("failed")
    expect(code).toBe("ERR_MCP_RTP_NOTHING")
    expect(message).toContain("1 of senders that sent no second one")
  })

  it("fail with ERR_MCP_RTP_NOTHING when no sound comes, and say what came instead", async () => {
    const { port } = await calls.start(call(1, { waitMs: 200 }))
    await sendDatagrams(port, [Buffer.from("garbage"), rtp(0, { payloadType: 96 })])
    const { code, message } = await inState("failed")
    expect(code).toBe("ERR_MCP_RTP_NOTHING")
    expect(message).toMatch(
      /2 datagrams were refused: 1 of another payload type, 1 that are no RTP/,
    )
    expect(await storedKeys()).toEqual([])
  })

  it("leave nothing when the Storage Destination fails under them", async () => {
    const gone = new GirError("ERR_STORAGE_UNAVAILABLE", "the Storage Destination cannot be used")
    calls = open({ storage: { ...storage, put: () => Promise.reject(gone) } })
    const { port } = await calls.start(call(1))
    await sendDatagrams(port, [rtp(0), rtp(1), bye()])
    expect((await inState("failed")).code).toBe("ERR_STORAGE_UNAVAILABLE")
    expect(await handedOver()).toBeNull()
    expect(logger.lines).toContainEqual(logged("error", { code: "ERR_STORAGE_UNAVAILABLE" }))
  })

  it("are refused before they begin when they could not be recorded", async () => {
    const { pem } = pki.issue("Expired", { notAfter: new Date("2026-06-01T00:00:00.000Z") })
    source.save(profileObject({ version: 2, caFilePath: CA_FILE, pems: [pem] }))
    const refusal = { code: "ERR_MCP_NO_USABLE_RECIPIENT" }
    await expect(calls.start(call(1))).rejects.toMatchObject(refusal)
  })

  it("have ports and recording ids of their own", async () => {
    const { port } = await calls.start(call(1))
    const refusal = { code: "ERR_MCP_RTP_PORT", fields: { port, reason: "EADDRINUSE" } }
    await expect(calls.start(call(2, { rtpPort: port }))).rejects.toMatchObject(refusal)
    const known = { code: "ERR_MCP_LIVE_CALL_KNOWN" }
    await expect(calls.start(call(1))).rejects.toMatchObject(known)
    const unknown = expect.objectContaining({ code: "ERR_MCP_LIVE_CALL_UNKNOWN" })
    expect(() => calls.status(call(2).recordingId)).toThrow(unknown)
  })

  it("are stored when the service stops under them, and no more are taken", async () => {
    const first = await calls.start(call(1))
    const second = await calls.start(call(2))
    await sendDatagrams(first.port, [rtp(0), rtp(1), rtp(2)])
    await sendDatagrams(second.port, [rtp(0)])
    await vi.waitFor(() => {
      expect(calls.status(call(1).recordingId).packets.received).toBe(3)
      expect(calls.status(call(2).recordingId).packets.stray).toBe(1)
    }, WITHIN)
    await calls.close()
    expect(calls.status(call(1).recordingId)).toMatchObject({ state: "stored", durationMs: 60 })
    expect(calls.status(call(2).recordingId).code).toBe("ERR_MCP_RTP_NOTHING")
    expect((await handedOver())?.media.durationMs).toBe(60)
    await expect(calls.start(call(3))).rejects.toMatchObject({ code: "ERR_MCP_BUSY" })
  })

  it("beyond the limit are told at once to come again: 503 and Retry-After", async () => {
    calls = open({ limit: 1 })
    const app = createService({ name: "mcp-1", clock: manualClock(NOW), faults: noFaults, logger })
    liveCallRoutes(app, { liveCalls: calls, serviceToken: TOKEN })
    const headers = { authorization: `Bearer ${TOKEN}` }
    const offer = (number: number, given: Record<string, string> = headers) =>
      app.inject({ method: "POST", url: "/live-calls", headers: given, payload: call(number) })
    expect((await offer(1, {})).statusCode).toBe(401)
    expect((await offer(1)).statusCode).toBe(201)
    const refused = await offer(2)
    expect(refused.statusCode).toBe(503)
    expect(refused.headers["retry-after"]).toBe("1")
    expect(refused.json()).toMatchObject({ code: "ERR_MCP_BUSY", fields: { limit: 1 } })
    const url = `/live-calls/${call(1).recordingId}`
    expect((await app.inject({ url, headers })).json()).toMatchObject({ state: "listening" })
    await app.inject({ method: "DELETE", url, headers })
    await inState("failed")
    expect((await offer(3)).statusCode).toBe(201)
    await app.close()
  })
})

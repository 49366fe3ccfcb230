import { captureCall, captureScreen, muxRecording, probeMedia } from "@gir/media"
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import {
  type Answer,
  brokenOff,
  type MediaServer,
  mediaServer,
  served,
  stalled,
} from "./media-server.ts"
import { bytesOf, codeOf, fileOf, removeFiles } from "./wav-files.ts"

afterAll(removeFiles)

const CALL_TOKEN = "call-token-5f2d"
const SCREEN_TOKEN = "screen-token-93ab"
const SECONDS = 30

let call: Buffer
let mp3: Buffer
let screen: Buffer
let server: MediaServer | null = null

beforeAll(async () => {
  const source = { kind: "built-in" } as const
  const options = { source, channels: "keep", pace: "fast" } as const
  call = await bytesOf((await captureCall({ ...options, type: "audio/wav" })).stream)
  mp3 = await bytesOf((await captureCall({ ...options, type: "audio/mp3" })).stream)
  const drawn = await captureScreen({
    source,
    recordingId: "0".repeat(32),
    agentId: "agent-1001",
    durationMs: SECONDS * 1_000,
    startTime: new Date("2026-12-01T10:15:00.000Z"),
  })
  screen = await bytesOf(drawn.stream)
})

afterEach(async () => {
  await server?.close()
  server = null
})

async function muxed(answers: { call: Answer; screen: Answer }, type?: "audio/wav" | "audio/mp3") {
  server = await mediaServer({ "/call": answers.call, "/screen": answers.screen })
  const address = (path: string, token: string) => ({
    url: `${server?.url}${path}`,
    headers: { Authorization: `Bearer ${token}` },
  })
  return muxRecording({
    call: { ...address("/call", CALL_TOKEN), ...(type ? { type } : {}) },
    screen: address("/screen", SCREEN_TOKEN),
  })
}

const good = () => ({ call: served(call, CALL_TOKEN), screen: served(screen, SCREEN_TOKEN) })

describe("muxRecording", () => {
  it.each(["audio/wav", "audio/mp3", undefined] as const)(
    "puts H.264 and AAC of equal length into one MP4 (%s)",
    async (type) => {
      const bytesOfCall = type === "audio/mp3" ? mp3 : call
      const answers = { ...good(), call: served(bytesOfCall, CALL_TOKEN) }
      const { stream, type: muxedType } = await muxed(answers, type)
      const path = fileOf(await bytesOf(stream), "mux.mp4")
      expect(muxedType).toBe("video/mp4")
      const { streams } = await probeMedia({ path })
      expect(streams.map((each) => each.codecName)).toEqual(["h264", "aac"])
      for (const each of streams) {
        expect(Math.abs((each.durationMs ?? 0) - SECONDS * 1_000)).toBeLessThan(200)
      }
    },
  )

  it("sends each address its own header, and none of the other's", async () => {
    await bytesOf((await muxed(good(), "audio/wav")).stream)
    for (const { path, authorization } of server?.asked ?? []) {
      expect(authorization).toBe(`Bearer ${path === "/call" ? CALL_TOKEN : SCREEN_TOKEN}`)
    }
    expect(server?.asked.map((each) => each.path)).toContain("/screen")
  })

  it("fails with a coded error that names no address and no token when one is refused", async () => {
    const { stream } = await muxed({ ...good(), screen: served(screen, "another") }, "audio/wav")
    const failure: unknown = await bytesOf(stream).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: "ERR_MEDIA_INPUT_REFUSED", retryable: true })
    const told = JSON.stringify(failure) + String(failure) + (failure as Error).stack
    expect(told).not.toMatch(/token|Bearer|127\.0\.0\.1/)
    expect((failure as Error).cause).toBeUndefined()
  })

  // 58 + 4096 n is the end of a packet: ffmpeg takes it for the end of the call, and exits with 0.
  it.each([58, 58 + 4_096 * 20, 300_000])(
    "fails when the call breaks off after %i bytes, and does not end as if it were whole",
    async (count) => {
      const answers = { ...good(), call: brokenOff(call, count) }
      const { stream } = await muxed(answers, "audio/wav")
      let isEnded = false
      stream.on("end", () => (isEnded = true))
      expect(await codeOf(() => bytesOf(stream))).toBe("ERR_MEDIA_INPUT_REFUSED")
      expect(isEnded).toBe(false)
    },
  )

  it("fails when the screen breaks off between two fragments", async () => {
    const lastFragment = screen.lastIndexOf("moof") - 4
    const answers = { ...good(), screen: brokenOff(screen, lastFragment) }
    const { stream } = await muxed(answers, "audio/wav")
    expect(await codeOf(() => bytesOf(stream))).toBe("ERR_MEDIA_INPUT_REFUSED")
  })

  it("fails when nothing listens at an address", async () => {
    const nobody = { url: "http://127.0.0.1:9/call", headers: {} }
    const { stream } = muxRecording({ call: nobody, screen: nobody })
    expect(await codeOf(() => bytesOf(stream))).toBe("ERR_MEDIA_INPUT_REFUSED")
  })

  it("fails when the call is no sound, whatever it claims to be", async () => {
    const script = Buffer.from("ffconcat version 1.0\nfile 'file:/etc/passwd'\n")
    const { stream } = await muxed({ ...good(), call: served(script, CALL_TOKEN) })
    expect(await codeOf(() => bytesOf(stream))).toBe("ERR_MEDIA_DAMAGED")
  })

  it("ends both downloads when the reader goes away", async () => {
    const answers = { ...good(), call: stalled(call, 100_000) }
    const { stream } = await muxed(answers, "audio/wav")
    await vi.waitFor(() => expect(server?.asked.length).toBeGreaterThan(1), { timeout: 10_000 })
    stream.destroy()
    await vi.waitFor(() => expect(server?.left).toContain("/call"), { timeout: 10_000 })
  })

  it("reads http and https only, and no header may end its line", async () => {
    const ok = { url: "http://127.0.0.1:1/", headers: {} }
    const file = { url: "file:///etc/passwd", headers: {} }
    const split = { ...ok, headers: { "X-A": "1\r\nX-B: 2" } }
    const mux = (bad: typeof file) => async () => muxRecording({ call: bad, screen: ok })
    expect(await codeOf(mux(file))).toBe("ERR_BAD_REQUEST")
    expect(await codeOf(mux(split))).toBe("ERR_BAD_REQUEST")
  })
})

describe("probeMedia", () => {
  it("describes media at an address", async () => {
    server = await mediaServer({ "/call": served(call, CALL_TOKEN) })
    const headers = { Authorization: `Bearer ${CALL_TOKEN}` }
    const probed = await probeMedia({ url: `${server.url}/call`, headers })
    expect(probed).toEqual({
      durationMs: 30_000,
      streams: [
        {
          codecType: "audio",
          codecName: "pcm_mulaw",
          durationMs: 30_000,
          sampleRate: 8_000,
          channels: 2,
        },
      ],
    })
  })

  it("tells a refusing address from damaged media", async () => {
    server = await mediaServer({ "/text": (_request, response) => response.end("no media at all") })
    const probe = (path: string) => () => probeMedia({ url: `${server?.url}${path}`, headers: {} })
    expect(await codeOf(probe("/nothing"))).toBe("ERR_MEDIA_INPUT_REFUSED")
    expect(await codeOf(probe("/text"))).toBe("ERR_MEDIA_DAMAGED")
    expect(await codeOf(() => probeMedia({ path: "/nowhere.mp4" }))).toBe(
      "ERR_MEDIA_FILE_NOT_FOUND",
    )
  })
})

import { spawnSync } from "node:child_process"
import { captureScreen, type CaptureScreenOptions, ffmpegPaths, probeMedia } from "@gir/media"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { agentDesktop } from "../src/agent-desktop.ts"
import { glyphRows } from "../src/bitmap-font.ts"
import { bytesOf, codeOf, fileOf, pattern, removeFiles } from "./wav-files.ts"

afterAll(removeFiles)

const DRAWN: CaptureScreenOptions = {
  source: { kind: "built-in" },
  recordingId: "0A1B2C3D4E5F60718293A4B5C6D7E8F9",
  agentId: "agent-1001",
  durationMs: 3_100,
  startTime: new Date("2026-12-01T10:15:00.000Z"),
}

const given = (bytes: Uint8Array | string) =>
  captureScreen({ ...DRAWN, source: { kind: "file", path: fileOf(bytes, "screen.mp4") } })

describe("a drawn screen", () => {
  it("is fragmented H.264 of the asked length, from time zero", async () => {
    const captured = await captureScreen(DRAWN)
    const bytes = await bytesOf(captured.stream)
    expect(bytes.toString("latin1", 4, 8)).toBe("ftyp")
    expect(bytes.includes("moof")).toBe(true)
    const probed = await probeMedia({ path: fileOf(bytes, "drawn.mp4") })
    expect(probed.streams).toMatchObject([
      { codecType: "video", codecName: "h264", width: 640, height: 360 },
    ])
    expect(Math.abs(probed.durationMs - 3_100)).toBeLessThanOrEqual(100)
    expect(captured.durationMs).toBe(probed.durationMs)
  })

  it("is the same bytes for the same call, and others for another", async () => {
    const first = await bytesOf((await captureScreen(DRAWN)).stream)
    const again = await bytesOf((await captureScreen(DRAWN)).stream)
    const other = await bytesOf((await captureScreen({ ...DRAWN, agentId: "agent-2" })).stream)
    expect(again.equals(first)).toBe(true)
    expect(other.equals(first)).toBe(false)
  })

  it("shows the call's id and a clock that runs", () => {
    const desktop = agentDesktop(DRAWN)
    expect(textAt(desktop.frameAt(0), { x: 84, y: 54, count: 32 })).toBe(DRAWN.recordingId)
    expect(textAt(desktop.frameAt(0), { x: 340, y: 10, count: 23 })).toBe("2026-12-01 10:15:00 UTC")
    expect(textAt(desktop.frameAt(61_000), { x: 340, y: 10, count: 23 })).toBe(
      "2026-12-01 10:16:01 UTC",
    )
  })

  it("takes any agent id, cut to the width", () => {
    const long = agentDesktop({ ...DRAWN, agentId: "ä漢".repeat(200) })
    expect(long.frameAt(0).length).toBe((640 * 360 * 3) / 2)
  })

  it("ends its ffmpeg and its drawing when the reader goes away", async () => {
    const { stream } = await captureScreen({ ...DRAWN, durationMs: 80_000_000 })
    await new Promise((resolve) => stream.once("data", resolve))
    const closed = new Promise((resolve) => stream.once("close", resolve))
    stream.destroy()
    await closed
    expect(stream.destroyed).toBe(true)
  })
})

describe("a given MP4", () => {
  let whole: Buffer
  let indexAtEnd: Buffer

  beforeAll(async () => {
    whole = await bytesOf((await captureScreen(DRAWN)).stream)
    const path = fileOf("", "end.mp4")
    const source = ["-f", "lavfi", "-i", "testsrc=d=2:r=5:s=320x180"]
    run(["-y", ...source, "-c:v", "libx264", "-pix_fmt", "yuv420p", path])
    indexAtEnd = await bytesOf((await import("node:fs")).createReadStream(path))
  })

  it("passes unchanged, with its index at either end", async () => {
    for (const bytes of [whole, indexAtEnd]) {
      const captured = await given(bytes)
      expect((await bytesOf(captured.stream)).equals(bytes)).toBe(true)
      expect(captured.plaintextBytes).toBe(bytes.length)
      expect(captured.durationMs).toBeGreaterThan(1_900)
    }
  })

  it("is as long as its picture, however long the sound beside it", async () => {
    const path = fileOf("", "sound.mp4")
    const picture = ["-f", "lavfi", "-i", "testsrc=d=2:r=5:s=320x180"]
    const sound = ["-f", "lavfi", "-i", "sine=d=4"]
    run(["-y", ...picture, ...sound, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", path])
    const captured = await captureScreen({ ...DRAWN, source: { kind: "file", path } })
    captured.stream.destroy()
    expect(captured.durationMs).toBe(2_000)
  })

  it("is refused when it is cut", async () => {
    expect(await codeOf(() => given(whole.subarray(0, -100)))).toBe("ERR_MEDIA_CUT")
    expect(await codeOf(() => given(indexAtEnd.subarray(0, -100)))).toBe("ERR_MEDIA_CUT")
    expect(await codeOf(() => given(indexAtEnd.subarray(0, 5)))).toBe("ERR_MEDIA_UNKNOWN_FORMAT")
  })

  it("is refused when a box lies about its length", async () => {
    const spoilt = Buffer.concat([whole, Buffer.from([0, 0, 0, 3, 0x66, 0x72, 0x65, 0x65])])
    expect(await codeOf(() => given(spoilt))).toBe("ERR_MEDIA_MALFORMED")
  })

  it("is refused when its picture cannot be decoded", async () => {
    const spoilt = Buffer.from(indexAtEnd)
    const picture = spoilt.indexOf("mdat") + 1_200
    pattern(2_000).copy(spoilt, picture)
    expect(await codeOf(() => given(spoilt))).toBe("ERR_MEDIA_DAMAGED")
  })

  it("is refused without an H.264 stream", async () => {
    const path = fileOf("", "sound.mp4")
    run(["-y", "-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac", path])
    const source = { kind: "file", path } as const
    expect(await codeOf(() => captureScreen({ ...DRAWN, source }))).toBe("ERR_MEDIA_NO_VIDEO")
  })

  it("is refused when it is something else by that name", async () => {
    expect(await codeOf(() => given("a text, long enough for a header"))).toBe(
      "ERR_MEDIA_UNKNOWN_FORMAT",
    )
    expect(await codeOf(() => given("ffconcat version 1.0\nfile /etc/passwd\n"))).toBe(
      "ERR_MEDIA_UNKNOWN_FORMAT",
    )
    expect(await codeOf(() => given(""))).toBe("ERR_MEDIA_EMPTY")
  })
})

function run(parameters: readonly string[]): void {
  const { status, stderr } = spawnSync(ffmpegPaths().ffmpeg, ["-v", "error", ...parameters])
  expect(status, stderr.toString()).toBe(0)
}

/** Reads text off a frame: the character whose dots are the same ones, at scale 2. */
function textAt(frame: Buffer, place: { x: number; y: number; count: number }): string {
  const characters = " -:0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
  return Array.from({ length: place.count }, (_, index) => {
    const rows = dotsAt(frame, place.x + index * 12, place.y)
    return Array.from(characters).find((one) => glyphRows(one).join() === rows.join()) ?? "?"
  }).join("")
}

function dotsAt(frame: Buffer, x: number, y: number): number[] {
  // The dot right of a glyph is always background.
  const background = frame[y * 640 + x + 10]
  return Array.from({ length: 7 }, (_row, line) =>
    Array.from({ length: 5 }, (_dot, dot) => frame[(y + line * 2) * 640 + x + dot * 2]).reduce(
      (row: number, value) => row * 2 + (value === background ? 0 : 1),
      0,
    ),
  )
}

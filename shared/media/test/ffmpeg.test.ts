import { chmodSync } from "node:fs"
import { ffmpegPaths } from "@gir/media"
import { afterAll, describe, expect, it } from "vitest"
import { runFfmpeg } from "../src/ffmpeg-adapter.ts"
import { cleanDetail, toFfmpegError } from "../src/ffmpeg-failure.ts"
import { findFfmpeg } from "../src/ffmpeg-paths.ts"
import { Readable } from "node:stream"
import { bytesOf, codeOf, fileOf, inPieces, removeFiles, wav } from "./wav-files.ts"

afterAll(removeFiles)

const NOWHERE = { ffmpeg: undefined, ffprobe: undefined, searchPath: "" }

function program(name: string): string {
  const path = fileOf("#!/bin/sh\n", name)
  chmodSync(path, 0o755)
  return path
}

describe("finding ffmpeg", () => {
  it("takes the programs that the environment names", () => {
    const named = { ffmpeg: program("my-ffmpeg"), ffprobe: program("my-ffprobe") }
    expect(findFfmpeg({ ...NOWHERE, ...named })).toEqual(named)
  })

  it("refuses a named program that is none, and says which variable is wrong", () => {
    const find = () => findFfmpeg({ ...NOWHERE, ffprobe: fileOf("", "not-executable") })
    expect(find).toThrow(/GIR_FFPROBE names no program/)
  })

  it("falls back to the programs that npm installed", () => {
    const found = findFfmpeg(NOWHERE)
    expect(found.ffmpeg).toMatch(/@ffmpeg-installer/)
    expect(found.ffprobe).toMatch(/@ffprobe-installer/)
  })

  it("has a code for a machine without any", () => {
    const named = { ...NOWHERE, ffmpeg: "/nowhere/ffmpeg" }
    expect(() => findFfmpeg(named)).toThrow(
      expect.objectContaining({ code: "ERR_MEDIA_FFMPEG_MISSING" }),
    )
    expect(ffmpegPaths().ffmpeg).not.toBe("")
  })
})

describe("running ffmpeg", () => {
  const toMp3 = (source: Readable) =>
    runFfmpeg({
      task: "encode",
      inputs: [{ source, format: "wav", protocols: ["pipe"] }],
      output: ["-c:a libmp3lame", "-f mp3"],
    })

  it("hands the error of its input on as it is", async () => {
    const { GirError } = await import("@gir/errors")
    const input = new Readable({ read: () => {} })
    const output = toMp3(input)
    input.destroy(new GirError("ERR_MEDIA_CUT", "the source was cut"))
    expect(await codeOf(() => bytesOf(output))).toBe("ERR_MEDIA_CUT")
  })

  it("lets go of its input when it fails", async () => {
    const input = new Readable({ read: () => {} })
    input.push("this is no WAV file, and ffmpeg will say so after these bytes")
    input.push(null)
    expect(await codeOf(() => bytesOf(toMp3(input)))).toBe("ERR_MEDIA_FFMPEG_FAILED")
    expect(input.destroyed).toBe(true)
  })

  it("lets go of its input when the reader goes away", async () => {
    const input = new Readable({ read: () => {} })
    input.push(wav().subarray(0, 500))
    const output = toMp3(input)
    output.destroy()
    await new Promise((resolve) => input.once("close", resolve))
    expect(input.destroyed).toBe(true)
  })

  it("gives out every byte before it ends", async () => {
    const sizes = new Set<number>()
    for (let run = 0; run < 5; run += 1) {
      const data = Buffer.alloc(2 * 8_000 * 20)
      sizes.add((await bytesOf(toMp3(inPieces(wav({ data }), 65_536)))).length)
    }
    expect(sizes.size).toBe(1)
  })
})

describe("an error of ffmpeg", () => {
  it("never shows an address, a header or a token", () => {
    const said = [
      "ffmpeg exited with code 1: [https @ 0x5581] HTTP error 403 Forbidden",
      "http://127.0.0.1:8008/rcs/media/X?token=abc: Authorization: Bearer s3cret",
    ].join("\n")
    expect(cleanDetail(said)).toBe("(address) (header)")
    const error = toFfmpegError({ task: "mux", message: said, onExit: "ERR_MEDIA_DAMAGED" })
    expect(error.code).toBe("ERR_MEDIA_DAMAGED")
    expect(JSON.stringify(error) + error.message).not.toMatch(/abc|s3cret|8008/)
  })

  it("is retryable when the process was killed, not when it refused the input", () => {
    const killed = "ffmpeg was killed with signal SIGKILL"
    const onExit = "ERR_MEDIA_DAMAGED"
    expect(toFfmpegError({ task: "mux", message: killed, onExit })).toMatchObject({
      code: "ERR_MEDIA_FFMPEG_FAILED",
      retryable: true,
    })
    const refused = "ffmpeg exited with code 1: pipe:0: Invalid data found when processing input"
    expect(toFfmpegError({ task: "mux", message: refused, onExit }).code).toBe(onExit)
  })
})

import { mkdtemp, open, readFile, rm, type FileHandle } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { expect, it } from "vitest"
import { FileSink } from "../src/envelope/file-sink.ts"

const CHUNKS = Array.from({ length: 40 }, (_, index) => Buffer.alloc(100_000 + index, index + 1))

/** A file whose writes are altered before they reach the system. */
function handleWith(writev: FileHandle["writev"], events: string[] = []): FileHandle {
  return { writev, close: async () => void events.push("closed") } as unknown as FileHandle
}

it("writes all chunks in order, and closes the file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gir-"))
  try {
    const path = join(folder, "file")
    const handle = await open(path, "wx")
    await pipeline(Readable.from(CHUNKS), new FileSink(handle))
    expect((await readFile(path)).equals(Buffer.concat(CHUNKS))).toBe(true)
    expect(handle.fd).toBe(-1)
  } finally {
    await rm(folder, { recursive: true })
  }
})

it("goes on where the system wrote less than it was given", async () => {
  const written: Buffer[] = []
  const handle = handleWith(async (buffers) => {
    const all = Buffer.concat(buffers as unknown as readonly Buffer[])
    const part = all.subarray(0, 70_001)
    written.push(part)
    return { bytesWritten: part.length, buffers }
  })
  await pipeline(Readable.from(CHUNKS), new FileSink(handle))
  expect(Buffer.concat(written).equals(Buffer.concat(CHUNKS))).toBe(true)
})

it("fails with what the system says, also about the last write, and closes the file", async () => {
  for (const goodWrites of [0, 1]) {
    const events: string[] = []
    let writes = 0
    const handle = handleWith(async (buffers) => {
      writes += 1
      if (writes > goodWrites) throw Object.assign(new Error("full"), { code: "ENOSPC" })
      return { bytesWritten: buffers[0]!.byteLength, buffers }
    }, events)
    const chunks = CHUNKS.slice(0, goodWrites + 1)
    const writing = pipeline(Readable.from(chunks), new FileSink(handle))
    await expect(writing).rejects.toMatchObject({ code: "ENOSPC" })
    expect(events).toEqual(["closed"])
  }
})

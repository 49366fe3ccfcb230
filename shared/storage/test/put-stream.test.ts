import { mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { PassThrough, Readable } from "node:stream"
import { pathToFileURL } from "node:url"
import { GirError } from "@gir/errors"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { openStorageDestination } from "../src/open-storage-destination.ts"
import { putStream } from "../src/put-stream.ts"
import type { StorageDestination } from "../src/storage-destination.ts"

describe("streaming media into one object", () => {
  let folder: string
  let storage: StorageDestination

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "gir-put-stream-"))
    storage = openStorageDestination(pathToFileURL(folder).href)
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const chunk = Buffer.alloc(65_536)
  const source = () => Readable.from(Array.from({ length: 20 }, () => chunk))
  const files = async () =>
    (await readdir(folder, { recursive: true, withFileTypes: true })).filter((e) => e.isFile())

  it("stores what came through the stages", async () => {
    const stages: [PassThrough, PassThrough] = [new PassThrough(), new PassThrough()]
    const stored = await putStream(storage, { key: "a/b", source: source(), stages })
    expect(stored).toEqual({ storedBytes: 20 * chunk.length })
    expect(await storage.head("a/b")).toEqual(stored)
  })

  it("fails with the source's own error, and leaves nothing", async () => {
    const broken = Readable.from(
      (async function* () {
        yield chunk
        throw new GirError("ERR_BAD_REQUEST", "the source broke")
      })(),
    )
    const failing = putStream(storage, { key: "a/b", source: broken, stages: [new PassThrough()] })
    await expect(failing).rejects.toMatchObject({ code: "ERR_BAD_REQUEST" })
    expect(await files()).toEqual([])
  })

  it("fails with the destination's own error when that comes in the middle", async () => {
    const full: StorageDestination = {
      ...storage,
      put: (key, body) =>
        storage.put(
          key,
          (async function* () {
            for await (const bytes of body) {
              yield bytes
              throw new GirError("ERR_STORAGE_FULL", "the disk is full")
            }
          })(),
        ),
    }
    const origin = source()
    const failing = putStream(full, { key: "a/b", source: origin, stages: [new PassThrough()] })
    await expect(failing).rejects.toMatchObject({ code: "ERR_STORAGE_FULL" })
    expect(origin.destroyed).toBe(true)
    expect(await files()).toEqual([])
  })

  it("fails, and does not wait, when the destination fails before it reads", async () => {
    await rm(folder, { recursive: true })
    const origin = source()
    const failing = putStream(storage, { key: "a/b", source: origin, stages: [new PassThrough()] })
    await expect(failing).rejects.toMatchObject({ code: "ERR_STORAGE_UNAVAILABLE" })
    expect(origin.destroyed).toBe(true)
  })

  it("leaves nothing when it is given up", async () => {
    const stop = new AbortController()
    const endless = new Readable({
      read() {
        this.push(chunk)
        stop.abort()
      },
    })
    const stages: [PassThrough] = [new PassThrough()]
    const failing = putStream(storage, { key: "a/b", source: endless, stages, signal: stop.signal })
    await expect(failing).rejects.toThrow()
    expect(endless.destroyed).toBe(true)
    expect(await files()).toEqual([])
  })
})

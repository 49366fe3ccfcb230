import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { GirError } from "@gir/errors"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { StorageDestination, StoredObject } from "../src/index.ts"

export interface StorageUnderTest {
  /** An empty destination. */
  open(): Promise<OpenedStorage>
}

export interface OpenedStorage {
  readonly storage: StorageDestination
  /** The same destination as another process opens it. */
  reopen(): StorageDestination
  /** Names of everything that the destination holds, the hidden and the half-written too. */
  everything(): Promise<readonly string[]>
  /** Takes the destination away, as an unmounted disk or a server that is down. */
  takeAway(): Promise<void>
  close(): Promise<void>
}

const PATTERN = Uint8Array.from({ length: 256 }, (_, index) => (index * 31) & 255)

const bytes = (size: number, seed = 1) =>
  Buffer.alloc(
    size,
    PATTERN.map((byte) => (byte + seed) & 255),
  )

async function* chunked(content: Buffer, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < content.length; start += chunkBytes) {
    yield content.subarray(start, start + chunkBytes)
  }
}

/** Reads a listing to its end. */
export async function collect(listing: AsyncIterable<StoredObject>): Promise<StoredObject[]> {
  const objects: StoredObject[] = []
  for await (const object of listing) objects.push(object)
  return objects
}

const KEY = "0001/ab12cd34/call 1.wav.p7m"

/** What every Storage Destination must do; nothing here needs rename or append. */
export function storageConformance(name: string, underTest: StorageUnderTest): void {
  describe(`Storage Destination conformance: ${name}`, () => {
    let opened: OpenedStorage
    let storage: StorageDestination
    const put = (key: string, content: Buffer) => storage.put(key, chunked(content, 65_536))
    const get = async (key: string, range?: { from: number; to: number }) =>
      buffer(await storage.get(key, range))
    const keys = async (prefix: string) => (await collect(storage.list(prefix))).map(keyOf)
    const keyOf = ({ key }: { key: string }) => key
    beforeEach(async () => {
      opened = await underTest.open()
      storage = opened.storage
    })
    afterEach(() => opened.close())

    it.each([0, 1, 65_535, 65_536, 65_537, 3_000_000])(
      "gives %d bytes back as they were put",
      async (size) => {
        expect(await put(KEY, bytes(size))).toEqual({ storedBytes: size })
        expect((await get(KEY)).equals(bytes(size))).toBe(true)
        expect(await storage.head(KEY)).toEqual({ storedBytes: size })
      },
    )

    it("takes chunks of any size", async () => {
      const content = bytes(1_000)
      await storage.put(KEY, chunked(content, 7))
      expect((await get(KEY)).equals(content)).toBe(true)
    })

    it("gives a range without what lies around it", async () => {
      const content = bytes(200_000)
      await put(KEY, content)
      for (const [from, to] of [
        [0, 1],
        [0, 200_000],
        [99_999, 100_001],
        [199_999, 200_000],
      ]) {
        const range = { from: from as number, to: to as number }
        expect((await get(KEY, range)).equals(content.subarray(from, to))).toBe(true)
      }
      expect(await get(KEY, { from: 5, to: 5 })).toHaveLength(0)
    })

    it("refuses a range outside the object", async () => {
      await put(KEY, bytes(10))
      for (const range of [
        { from: 0, to: 11 },
        { from: -1, to: 5 },
        { from: 6, to: 5 },
      ]) {
        await expect(storage.get(KEY, range)).rejects.toMatchObject({ code: "ERR_STORAGE_RANGE" })
      }
    })

    it("lets a reader leave in the middle", async () => {
      await put(KEY, bytes(3_000_000))
      const stream = await storage.get(KEY)
      for await (const chunk of stream) {
        expect((chunk as Buffer).length).toBeGreaterThan(0)
        break
      }
      expect(stream.destroyed).toBe(true)
      expect(await storage.delete(KEY)).toBe(true)
    })

    it("never overwrites an object", async () => {
      await put(KEY, bytes(10))
      await expect(put(KEY, bytes(20, 2))).rejects.toMatchObject({ code: "ERR_STORAGE_EXISTS" })
      expect((await get(KEY)).equals(bytes(10))).toBe(true)
    })

    it("lets one of two win that put the same key at once", async () => {
      const all = [1, 2, 3, 4].map((seed) => put(KEY, bytes(100_000, seed)))
      const results = await Promise.allSettled(all)
      const winner = results.findIndex(({ status }) => status === "fulfilled")
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
      expect((await get(KEY)).equals(bytes(100_000, winner + 1))).toBe(true)
    })

    it("shows nothing of an object before it is stored as a whole", async () => {
      let release = () => undefined as void
      const gate = new Promise<void>((resolve) => (release = resolve))
      const other = opened.reopen()
      const putting = storage.put(
        KEY,
        (async function* () {
          yield bytes(100_000)
          await gate
          yield bytes(1)
        })(),
      )
      await other.check()
      expect(await other.head(KEY)).toBeNull()
      expect(await collect(other.list(""))).toEqual([])
      release()
      expect(await putting).toEqual({ storedBytes: 100_001 })
      expect(await other.head(KEY)).toEqual({ storedBytes: 100_001 })
    })

    it("leaves nothing of an object whose source fails, and passes its error on", async () => {
      const failure = new GirError("ERR_BAD_REQUEST", "the source broke")
      const broken = (async function* () {
        yield bytes(100_000)
        throw failure
      })()
      await expect(storage.put(KEY, broken)).rejects.toBe(failure)
      expect(await storage.head(KEY)).toBeNull()
      expect(await opened.everything()).toEqual([])
    })

    it("leaves nothing of an object whose stream is cut off", async () => {
      const stream = new Readable({ read: () => undefined })
      stream.push(bytes(100_000))
      const putting = storage.put(KEY, stream)
      setImmediate(() => stream.destroy())
      await expect(putting).rejects.toThrow()
      expect(await opened.everything()).toEqual([])
    })

    it("destroys a stream that it does not read", async () => {
      await put(KEY, bytes(10))
      const stream = Readable.from(chunked(bytes(10), 1))
      await expect(storage.put(KEY, stream)).rejects.toThrow()
      expect(stream.destroyed).toBe(true)
    })

    it("says so when there is nothing under a key", async () => {
      await expect(storage.get(KEY)).rejects.toMatchObject({ code: "ERR_STORAGE_NOT_FOUND" })
      expect(await storage.head(KEY)).toBeNull()
      expect(await storage.delete(KEY)).toBe(false)
    })

    it("deletes one object and none beside it", async () => {
      for (const key of ["a/1", "a/2", "b/1"]) await put(key, bytes(3))
      expect(await storage.delete("a/1")).toBe(true)
      expect(await storage.delete("a/1")).toBe(false)
      expect(await keys("")).toEqual(expect.arrayContaining(["a/2", "b/1"]))
      await put("a/1", bytes(4))
      expect(await storage.head("a/1")).toEqual({ storedBytes: 4 })
    })

    it("leaves nothing behind when its last object is deleted", async () => {
      await put(KEY, bytes(3))
      await storage.delete(KEY)
      expect(await opened.everything()).toEqual([])
    })

    it("lists by the beginning of keys, which need not be a folder", async () => {
      const all = ["0001/ab/x.wav", "0001/ac/x.wav", "0002/ab/x.wav", "00010/x.wav"]
      for (const key of all) await put(key, bytes(2))
      expect((await keys("")).toSorted()).toEqual(all.toSorted())
      expect((await keys("0001/")).toSorted()).toEqual(["0001/ab/x.wav", "0001/ac/x.wav"])
      expect((await keys("0001/a")).toSorted()).toEqual(["0001/ab/x.wav", "0001/ac/x.wav"])
      expect((await keys("0001")).toSorted()).toEqual([...all.slice(0, 2), "00010/x.wav"])
      expect(await keys("0003")).toEqual([])
      expect(await collect(storage.list("00010/"))).toEqual([
        { key: "00010/x.wav", storedBytes: 2 },
      ])
    })

    it.each([
      ["", "nothing"],
      ["/a", "an absolute path"],
      ["a/../../b", "a way out"],
      ["..", "a way out alone"],
      ["a//b", "an empty name"],
      ["a/.hidden", "a hidden name"],
      ["a/b.", "a dot at the end"],
      ["a\\b", "a backslash"],
      ["a\u0000b", "a NUL"],
      ["a\nb", "a line break"],
      ["ä", "a letter that has two spellings"],
      ["a".repeat(256), "a name that is too long"],
      [`${"a/".repeat(16)}a`, "too many folders"],
    ])("refuses the key %j: %s", async (key) => {
      const refusal = { code: "ERR_STORAGE_KEY_INVALID" }
      await expect(put(key, bytes(1))).rejects.toMatchObject(refusal)
      await expect(storage.get(key)).rejects.toMatchObject(refusal)
      await expect(storage.head(key)).rejects.toMatchObject(refusal)
      await expect(storage.delete(key)).rejects.toMatchObject(refusal)
      expect(await opened.everything()).toEqual([])
    })

    it("keeps many objects that are put and deleted at once apart", async () => {
      const work = Array.from({ length: 40 }, async (_, index) => {
        const key = `shared/${index % 4}/${index}`
        await put(key, bytes(1_000, index))
        if (index % 2 === 0) return storage.delete(key)
        return (await get(key)).equals(bytes(1_000, index))
      })
      expect(await Promise.all(work)).toEqual(work.map(() => true))
      expect(await keys("shared/")).toHaveLength(20)
    })

    it("shows what one process stored to another", async () => {
      await put(KEY, bytes(10))
      const other = opened.reopen()
      await expect(other.check()).resolves.toBeUndefined()
      expect(await other.head(KEY)).toEqual({ storedBytes: 10 })
    })

    it("is unavailable while it is away, and not empty", async () => {
      await put(KEY, bytes(10))
      await opened.takeAway()
      const away = { code: "ERR_STORAGE_UNAVAILABLE", retryable: true }
      await expect(put("b", bytes(1))).rejects.toMatchObject(away)
      await expect(storage.get(KEY)).rejects.toMatchObject(away)
      await expect(storage.head(KEY)).rejects.toMatchObject(away)
      await expect(storage.delete(KEY)).rejects.toMatchObject(away)
      await expect(storage.check()).rejects.toMatchObject(away)
      await expect(collect(storage.list(""))).rejects.toMatchObject(away)
    })
  })
}
